// node check.mjs FILE…: prints path:line:column and what is wrong; exit code 1 if anything is.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { Language, Parser } from 'web-tree-sitter';

const grammar = createRequire(import.meta.url).resolve('tree-sitter-bicep/tree-sitter-bicep.wasm');
await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(grammar));

const faults = [];
for (const file of process.argv.slice(2)) {
  const pending = [parser.parse(fs.readFileSync(file, 'utf8')).rootNode];
  while (pending.length > 0) {
    const node = pending.pop();
    if (node.isError || node.isMissing) {
      const { row, column } = node.startPosition;
      faults.push(`${file}:${row + 1}:${column + 1} ${node.isMissing ? `missing ${node.type}` : 'syntax error'}`);
    }

    pending.push(...node.children);
  }
}

if (faults.length > 0) {
  console.log(faults.join('\n'));
  process.exitCode = 1;
}
