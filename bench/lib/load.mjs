import { createInterface } from 'node:readline';
import { tool } from './jvm.mjs';
import { start, stop } from './processes.mjs';

const CHATS_OF_AN_OWNER = 10;

/** Starts the load client, with owners and chats; its answers are objects. */
export async function startLoad(server, build, folder, chats) {
  // One thread that mostly reads and writes: the first compiler is enough and soon done.
  const java = ['-Xmx1g', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', build.classPath, 'load.Load'];
  const args = [server.socketPort, server.pid, server.storePid].map(String);
  const child = start('load', tool('java'), [...java, ...args], { folder, piped: true });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();

  async function ask(...words) {
    child.stdin.write(words.join(' ') + '\n');
    const { value, done } = await lines.next();
    if (done) {
      throw new Error(`${words[0]}: ${child.log()}`);
    }
    return JSON.parse(value);
  }

  for (const { domain, token } of await server.owners(Math.ceil(chats / CHATS_OF_AN_OWNER))) {
    await ask('owner', domain, token);
  }
  await ask('guests', chats);
  return { ask, stop: () => stop(child) };
}
