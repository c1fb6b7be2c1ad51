import path from 'node:path';
import ts from 'typescript';

// A compiler is started: slow where others are busy.
jest.setTimeout(60_000);

const file = path.join(__dirname, 'user.ts');
const options: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  types: ['node'],
  skipLibCheck: true,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  target: ts.ScriptTarget.ES2022,
};

function messagesOf(code: string): string[] {
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (name, ...more) =>
    name === file ? ts.createSourceFile(name, code, ts.ScriptTarget.ES2022) : getSourceFile(name, ...more);
  const program = ts.createProgram([file], options, host);
  const found = ts.getPreEmitDiagnostics(program, program.getSourceFile(file));
  return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

it('speaks of the secret, not of a private key, to those who give none, or one that may be missing', () => {
  const messages = messagesOf(`
    import { oauth1, OAuth1Session } from '../../lib/oauth1/index.js';
    oauth1({ clientKey: 'ck', clientSecret: process.env['SECRET'] });
    oauth1({ clientKey: 'ck' });
    new OAuth1Session({ provider: {}, clientKey: 'ck' });
  `);
  expect(messages).toEqual([
    expect.stringContaining("property 'clientSecret' are incompatible"),
    expect.stringContaining("Property 'clientSecret' is missing"),
    expect.stringContaining("Property 'clientSecret' is missing"),
  ]);
  expect(messages.join()).not.toContain('privateKey');
});
