/**
 * Runs before the packages that wince needs are set up (`preinstall`). One of them, onnxruntime-node, loads libraries for CUDA from
 * another server when it is installed on Linux, and fails, with the whole installation, where that server cannot be reached. wince
 * computes on the processor: its list of what to load is emptied, unless somebody has asked for something themselves.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const { ONNXRUNTIME_NODE_INSTALL, ONNXRUNTIME_NODE_INSTALL_CUDA } = process.env;
const NOTE = '// wince computes on the processor: nothing is to be loaded.';

if (ONNXRUNTIME_NODE_INSTALL === undefined && ONNXRUNTIME_NODE_INSTALL_CUDA === undefined) {
  const list = listOfDownloads(dirname(fileURLToPath(import.meta.url)));
  if (list !== undefined) {
    const text = readFileSync(list, 'utf8');
    if (!text.includes(NOTE)) writeFileSync(list, `${text}\n${NOTE}\nmodule.exports.requirements = {};\n`);
  }
}

/** The file of onnxruntime-node that says what is loaded, in this folder or one above it. */
function listOfDownloads(folder) {
  const path = join(folder, 'node_modules', 'onnxruntime-node', 'script', 'install-metadata.js');
  if (existsSync(path)) return path;
  const above = dirname(folder);
  return above === folder ? undefined : listOfDownloads(above);
}
