// The language of the page: a signal, and `text()` for the catalogue in it. Reading either in a component makes it follow a switch.
import { signal } from '@preact/signals';
import { getPreference, setPreference } from '../base/preferences.ts';
import { chinese } from '../base/text_zh.ts';
import { english, type Texts } from '../base/text_en.ts';

export type Language = 'en' | 'zh';

function initialLanguage(): Language {
  const stored = getPreference('language');
  if (stored === 'en' || stored === 'zh') return stored;
  return navigator.languages.some((tag) => tag.toLowerCase().startsWith('zh')) ? 'zh' : 'en';
}

export const language = signal<Language>(initialLanguage());

export function text(): Texts {
  return language.value === 'zh' ? chinese : english;
}

export function setLanguage(value: Language): void {
  language.value = value;
  setPreference('language', value);
}

// The member of a bilingual pair for the present language.
export function pickLanguage(pair: { en: string; zh: string }): string {
  return pair[language.value];
}

export function formatCount(value: number): string {
  return value.toLocaleString(language.value === 'zh' ? 'zh-CN' : 'en-US');
}
