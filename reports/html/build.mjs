// Makes the page of the HTML report: style and scripts go into page.html, and that into a C++ source.
// Usage: node build.mjs MODULES OUTPUT.cpp [PAGE.html]; MODULES: the folder whose node_modules package-lock.json pins.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const [modules, output, page] = process.argv.slice(2);
const esbuild = createRequire(join(resolve(modules), 'package.json'))('esbuild');

const bundle = (entry, extra) =>
  esbuild.buildSync({
    entryPoints: [join(here, entry)],
    bundle: true,
    minify: true,
    write: false,
    charset: 'utf8',
    legalComments: 'none',
    target: ['chrome103', 'firefox113', 'safari16.4'],
    nodePaths: [join(resolve(modules), 'node_modules')],
    ...extra,
  }).outputFiles[0].text;

const licence = readFileSync(join(modules, 'node_modules/uplot/LICENSE'), 'utf8').trim(); // has to be in every copy
const script = bundle('main.js', { format: 'iife' }).replaceAll('</script', '<\\/script');
const html = readFileSync(join(here, 'page.html'), 'utf8')
  .replace('/*STYLE*/', () => bundle('page.css', {}))
  .replace('/*SCRIPT*/', () => `/* With uPlot.\n\n${licence}\n*/\n${script}`);

const pieces = [];
for (let at = 0; at < html.length; at += 8000) pieces.push(`    R"rtpe(${html.slice(at, at + 8000)})rtpe"`);
writeFileSync(
  output,
  `// Made by reports/html/build.mjs.\n#include <string_view>\n\nnamespace rtpe::report {\n\n` +
    `static constexpr char page[] =\n${pieces.join('\n')};\n` +
    `extern constinit const std::string_view built_html_page{page, sizeof page - 1};\n\n}  // namespace rtpe::report\n`,
);
if (page) writeFileSync(page, html);
