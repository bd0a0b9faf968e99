// The texts about sinks and plugins in the language of the page, as text() of text.ts; apart from it, because they are loaded later.
import { englishSinks, type SinkTexts } from '../base/text_sinks_en.ts';
import { chineseSinks } from '../base/text_sinks_zh.ts';
import { language } from './text.ts';

export function sinkText(): SinkTexts {
  return language.value === 'zh' ? chineseSinks : englishSinks;
}
