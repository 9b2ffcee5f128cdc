import { messageFor } from '../../../base/user-error';
import type { ToModulePage } from '../../module-page-wire';
import { element } from '../element';
import { host } from '../host';
import { l10n } from '../l10n';
import { Asker } from './asker';
import { ModuleView } from './module-view';

let asker = new Asker();
const status = element('p', { class: 'empty', role: 'status' });

async function show(): Promise<void> {
  // Whatever was asked of the file as it was is not waited for.
  const own = (asker = new Asker());
  if (!document.querySelector('main')) say(l10n.t('Reading the module…'));
  try {
    const outline = await own.ask('outline', {});
    const view = new ModuleView(outline, own, host.getState() ?? {}, {
      onOpen: (place) => host.postMessage({ kind: 'open', place }),
      onText: () => host.postMessage({ kind: 'text' }),
      onState: (state) => host.setState(state),
    });
    document.body.replaceChildren(view.root);
  } catch (error) {
    say(messageFor(error));
  }
}

function say(text: string): void {
  status.textContent = text;
  document.body.replaceChildren(status);
}

window.addEventListener('message', ({ data }: MessageEvent<ToModulePage>) => {
  if (data.kind === 'changed') void show();
  else if (data.kind === 'progress') status.textContent = l10n.t('Reading the module… {0} %', Math.round(100 * data.fraction));
  else asker.receive(data);
});
void show();
