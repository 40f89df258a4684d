import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { tool } from './jvm.mjs';
import { freePort, listening, run, start, stop } from './processes.mjs';
import { settings } from './servers.mjs';

/**
 * The image's command and the README's, each with an empty data folder, until both ports answer. (The jar's own start is a
 * figure of `chat`.)
 */
export async function starts(build, folder) {
  const image = extractImage(build);
  // As far as spring-boot:run goes.
  run('./mvnw', ['-q', '-o', 'test-compile'], { cwd: build.root });
  const commands = {
    image: { command: tool('java'), args: image.args, cwd: image.folder },
    readme: { command: './mvnw', args: ['-q', '-o', 'spring-boot:run'], cwd: build.root },
  };
  const figures = {};
  for (const [name, { command, args, cwd }] of Object.entries(commands)) {
    const own = join(folder, name);
    mkdirSync(own, { recursive: true });
    const restPort = await freePort();
    const socketPort = await freePort();
    const begin = performance.now();
    const child = start(name, command, args, { folder: own, cwd, env: settings(own, restPort, socketPort) });
    try {
      await listening(child, [restPort, socketPort]);
      figures[name + 'Millis'] = performance.now() - begin;
    } finally {
      await stop(child);
    }
    rmSync(join(own, 'data'), { recursive: true, force: true });
  }
  return { start: figures };
}

/** The jar as the image has it, by the Dockerfile's own steps but with this machine's Java. */
function extractImage(build) {
  const dockerfile = readFileSync(join(build.root, 'Dockerfile'), 'utf8');
  const step = pattern => pattern.exec(dockerfile)[1].replaceAll(/^java\b/g, tool('java'));
  const folder = join(build.folder, 'image');
  const made = join(folder, 'build');
  const app = join(folder, 'app');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(made, 'target'), { recursive: true });
  mkdirSync(app);
  cpSync(build.jar, join(made, 'target', basename(build.jar)));
  run('bash', ['-c', step(/^RUN (java .*jarmode=tools.*)$/m)], { cwd: made });
  for (const [, layer] of dockerfile.matchAll(/^COPY --from=build \/build\/(\S+) \.\/$/gm)) {
    cpSync(join(made, layer), app, { recursive: true });
  }
  run('bash', ['-c', step(/^RUN (java .*ArchiveClassesAtExit.*)$/m)], { cwd: app });
  const [, ...words] = JSON.parse(/^ENTRYPOINT (\[.*\])$/m.exec(dockerfile)[1]);
  return { folder: app, args: words };
}
