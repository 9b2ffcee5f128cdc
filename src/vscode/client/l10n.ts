/** Where the editor puts the translations of the page's texts, see `pageHtml`. */
const TABLE = 'l10n';

/** In the user's language, where there are translations: texts in English to what they mean. */
const translations = new Map(Object.entries(JSON.parse(document.getElementById(TABLE)?.textContent ?? '{}') as Record<string, string>));

/** As `vscode.l10n`, for pages. */
export const l10n = {
  /** `text` is in English, and so its own key; `{0}` stands for the first of the values. */
  t(text: string, ...values: readonly (string | number)[]): string {
    return (translations.get(text) ?? text).replace(/\{(\d+)\}/g, (slot, index: string) => String(values[Number(index)] ?? slot));
  },
};
