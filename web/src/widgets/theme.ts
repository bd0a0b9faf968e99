// Light or dark: as the system wishes, or as chosen here.
import { effect, signal } from '@preact/signals';
import { getPreference, setPreference } from '../base/preferences.ts';

export type Theme = 'auto' | 'light' | 'dark';

const kThemes: Theme[] = ['auto', 'light', 'dark'];

export const theme = signal<Theme>(kThemes.find((name) => name === getPreference('theme')) ?? 'auto');

export function nextTheme(): void {
  theme.value = kThemes[(kThemes.indexOf(theme.value) + 1) % kThemes.length]!;
  setPreference('theme', theme.value);
}

// Keeps <html data-theme> in step; absent means that the media query decides.
export function applyTheme(): void {
  effect(() => {
    if (theme.value === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme.value;
  });
}
