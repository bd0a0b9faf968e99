// The pages of plugins: uploading, what each computes, what fails without it. Against a native server.
import assert from 'node:assert/strict';
import { test } from '../support/runner.mjs';
import { kToken, openConsole, withServer } from './harness.mjs';

function withPlugins(harness, work) {
  return withServer(':memory:', (url) =>
    harness.withContext(async (context) => {
      const headers = { Authorization: kToken, 'Content-Type': 'application/json' };
      const body = JSON.stringify({ region: 'nb', schema: [{ key: 'line', valtype: 'string' }] });
      assert.equal((await fetch(`${url}/v2/repos/lines`, { method: 'POST', headers, body })).status, 200);
      await work(await openConsole(context, `${url}/#/plugins`), url);
    }),
  );
}

async function upload(page, name) {
  await page.getByLabel('Jar file').setInputFiles({ name: 'Parser.jar', mimeType: 'application/java-archive', buffer: Buffer.from('no zip at all') });
  const input = page.getByRole('textbox', { name: 'Name: the full name of the class' });
  assert.equal(await input.inputValue(), 'Parser');
  await input.fill(name);
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
}

test('plugins: one is uploaded, marked for what it is, bound to SQL and deleted', (harness) =>
  withPlugins(harness, async (page, url) => {
    await page.getByText('No plugin yet').waitFor();
    await upload(page, 'com.example.Parser');
    await page.getByRole('heading', { level: 1, name: 'com.example.Parser' }).waitFor();
    await page.getByText('not a jar', { exact: true }).waitFor();
    await page.getByText('Transforms that name this plugin fail until it has a binding.').waitFor();
    await page.getByRole('combobox', { name: 'Check it against the repo' }).selectOption('lines');
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText("select upper(lin) as word from stream");
    await page.getByRole('button', { name: 'Put in line' }).click();
    await page.getByText('Yields word string').waitFor();
    await page.getByRole('button', { name: 'Save the binding' }).click();
    await page.getByText('The binding was saved.').waitFor();
    const saved = await (await fetch(`${url}/_sim/plugins/com.example.Parser/binding`, { headers: { Authorization: kToken } })).json();
    assert.deepEqual(saved, { code: 'select upper(line) as word from stream' });
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('No plugin yet').waitFor();
  }));

test('plugins: a built-in format is bound with its options, and unbound; a refusal shows the service’s words', (harness) =>
  withPlugins(harness, async (page, url) => {
    await upload(page, '_no_name');
    await page.getByText(/E18117/).waitFor();
    await page.getByRole('textbox', { name: 'Name: the full name of the class' }).fill('com.example.Csv');
    await page.getByRole('button', { name: 'Upload', exact: true }).click();
    await page.getByRole('button', { name: 'Built-in format' }).click();
    await page.getByRole('combobox', { name: 'Built-in format' }).selectOption('csv');
    await page.getByRole('textbox', { name: 'Separator' }).fill(';');
    await page.getByRole('textbox', { name: 'Names of the columns, in order' }).fill('a, b');
    await page.getByRole('button', { name: 'Save the binding' }).click();
    await page.getByText('The binding was saved.').waitFor();
    const binding = async () => (await (await fetch(`${url}/_sim/plugins/com.example.Csv`, { headers: { Authorization: kToken } })).json()).binding;
    const { builtin, delimiter, columns } = await binding();
    assert.deepEqual({ builtin, delimiter, columns }, { builtin: 'csv', delimiter: ';', columns: ['a', 'b'] });
    await page.getByRole('button', { name: 'Remove the binding' }).click();
    await page.getByText('Transforms that name this plugin fail until it has a binding.').waitFor();
    assert.equal(await binding(), null);
  }));
