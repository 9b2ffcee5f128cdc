import type { Disposable } from '../../base/disposable';
import type { Services } from '../services';
import { findingsView } from './findings-view';
import { modulesView } from './modules-view';
import { recordingsView } from './recordings-view';
import { servicesView } from './services-view';

/** The views of the activity bar. Nothing is looked for before they are on the screen. */
export function registerViews(services: Services): Disposable[] {
  return [...servicesView(services), ...findingsView(services), ...recordingsView(services), ...modulesView(services)];
}
