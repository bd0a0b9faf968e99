// The texts about SQL in the language of the page, as text() of text.ts; apart from it, because they are loaded later.
import { englishSql, type SqlTexts } from '../base/text_sql_en.ts';
import { chineseSql } from '../base/text_sql_zh.ts';
import { language } from './text.ts';

export function sqlText(): SqlTexts {
  return language.value === 'zh' ? chineseSql : englishSql;
}
