import { useState } from 'react';
import type { InstalledNetwork } from '../../forms/network-forms.ts';
import { Problem, Waiting } from '../../parts/notices.tsx';
import { Scroll } from '../../parts/scroll.tsx';
import { whenOf } from '../../parts/words.ts';
import { useAnswer } from '../../server.ts';
import { ImportNetwork } from './import-network.tsx';
import { NetworkCard } from './network-card.tsx';

/** Networks that are installed, each with its card and its self-test, and the import of others. */
export function Networks({ isAdmin }: { readonly isAdmin: boolean }) {
  const { answer, refusal, again } = useAnswer<readonly InstalledNetwork[]>('/api/networks');
  const [opened, setOpened] = useState<{ readonly id: string; readonly test: boolean } | null>(null);
  return (
    <section aria-labelledby="networks">
      <h2 id="networks">Networks that are installed</h2>
      {refusal && <Problem refusal={refusal} />}
      {!answer && !refusal && <Waiting what="networks" />}
      {answer && (
        <Scroll label="Networks">
          <table>
            <thead>
              <tr>
                <th scope="col">Network</th>
                <th scope="col">What it is</th>
                <th scope="col">Trained on</th>
                <th scope="col" className="n">
                  Layers
                </th>
                <th scope="col">Licence</th>
                <th scope="col">From</th>
                <th scope="col">Self-test</th>
              </tr>
            </thead>
            <tbody>
              {answer.map((network) => (
                <tr key={network.id}>
                  <th scope="row">
                    <button
                      type="button"
                      className="link code"
                      aria-label={`Card of ${network.id}`}
                      onClick={() => setOpened({ id: network.id, test: false })}
                    >
                      {network.id}
                    </button>
                  </th>
                  <td>{network.title}</td>
                  <td>{network.untrained ? 'nothing' : network.domain}</td>
                  <td className="n">{network.layers}</td>
                  <td>{network.licence}</td>
                  <td>
                    {network.source}
                    {network.imported && ' (imported)'}
                  </td>
                  <td>
                    <p className="test-state">{testWords(network.tested)}</p>
                    <button
                      type="button"
                      aria-label={`Test ${network.id}`}
                      onClick={() => setOpened({ id: network.id, test: true })}
                    >
                      Test
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      {isAdmin ? (
        <ImportNetwork onImported={again} />
      ) : (
        <p className="soft">
          An administrator can import a network of your own. It is then there for all projects on this
          machine.
        </p>
      )}
      {opened && (
        <NetworkCard
          key={opened.id}
          id={opened.id}
          startsTest={opened.test}
          onTested={again}
          onClose={() => setOpened(null)}
        />
      )}
    </section>
  );
}

/** How the last self-test went, in a sign and words. */
function testWords(tested: InstalledNetwork['tested']): string {
  if (!tested) return 'not tested';
  const when = whenOf(tested.at);
  if (tested.agrees === null) return `– nothing to compare with, ${when}`;
  return tested.agrees ? `✓ agrees, ${when}` : `✗ differs, ${when}`;
}
