// Sends the pictures of a folder to `wince serve` as frames of a stream, one a second, and prints what the monitor shows.
//
//   WINCE_ADDRESS='http://127.0.0.1:8080/open?token=...' node examples/stream-frames.mjs ward.wince FOLDER
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const [model, folder] = process.argv.slice(2);
const { host, searchParams } = new URL(process.env.WINCE_ADDRESS);
// The token goes in a header: in an address it would stand in logs.
const socket = new WebSocket(`ws://${host}/api/predict?model=${encodeURIComponent(model)}`, {
  headers: { authorization: `Bearer ${searchParams.get('token')}` },
});
socket.onmessage = ({ data }) => {
  console.log(data);
  if (JSON.parse(data).type === 'ready') sendFrames();
};
socket.onerror = () => {
  console.error('The connection was refused: check the address and the model.');
  process.exitCode = 1;
};

async function sendFrames() {
  const names = (await readdir(folder)).sort();
  for (const [second, name] of names.entries()) {
    // A message is a frame: its time in seconds, 8 bytes, and its picture.
    const time = Buffer.alloc(8);
    time.writeDoubleBE(second);
    socket.send(Buffer.concat([time, await readFile(join(folder, name))]));
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  // No more frames come: when all are answered, the server ends the stream.
  socket.send(new Uint8Array(0));
}
