import type { NetworkTestEntry } from '../../forms/network-forms.ts';
import { Scroll } from '../../parts/scroll.tsx';
import { countWords, whenOf } from '../../parts/words.ts';

type TestedLayer = NetworkTestEntry['layers'][number];

/** What a network gave in its self-test: in words, and layer by layer. */
export function NetworkTest({ test }: { readonly test: NetworkTestEntry }) {
  const { layers, against, agrees, tolerance, runtime, at, who } = test;
  const values = layers.reduce((sum, layer) => sum + layer.values, 0);
  const worst = worstOf(layers);
  return (
    <div
      className={agrees === false ? 'notice problem' : 'notice'}
      role={agrees === false ? 'alert' : 'status'}
    >
      <p>
        <strong>
          {agrees === null && '– Its numbers are finite. There is nothing to compare them with.'}
          {agrees === true && '✓ It gives what it should give.'}
          {agrees === false && '✗ It does not give what it should give.'}
        </strong>
      </p>
      <p>
        All of its {values.toLocaleString('en')} numbers in {countWords(layers.length, 'layer')} are finite.
        {against !== null && ` They were compared with ${againstWords(against)}.`}
      </p>
      {worst && (
        <p>
          The largest difference is {worst.difference?.toPrecision(2)} in the layer <code>{worst.layer}</code>
          , whose largest value is {worst.largest.toPrecision(3)}: that is {millionths(shareOf(worst))} of it.
          Up to {millionths(tolerance)} agree.
        </p>
      )}
      {agrees === null && (
        <p>
          It was imported before such numbers were kept. Import it again, or compare it with activations of
          others by <code>wince networks verify</code>.
        </p>
      )}
      {agrees === false && (
        <p>
          Do not use it until it agrees. Import it again, or install its package again. Another graphics card
          or processor can differ, too: start <code>wince serve</code> without <code>WINCE_DEVICE</code>, and
          test again.
        </p>
      )}
      <details>
        <summary>Layer by layer</summary>
        <Scroll label="Layers of the self-test">
          <table>
            <thead>
              <tr>
                <th scope="col">Layer</th>
                <th scope="col" className="n">
                  Values
                </th>
                <th scope="col" className="n">
                  Largest difference
                </th>
                <th scope="col" className="n">
                  Largest value
                </th>
                <th scope="col">Agrees</th>
              </tr>
            </thead>
            <tbody>
              {layers.map((layer) => (
                <tr key={layer.layer}>
                  <th scope="row" className="code">
                    {layer.layer}
                  </th>
                  <td className="n">{layer.values}</td>
                  <td className="n">{layer.difference === null ? '–' : layer.difference.toExponential(2)}</td>
                  <td className="n">{layer.largest.toExponential(2)}</td>
                  <td>{layer.agrees === null ? 'not compared' : layer.agrees ? 'yes' : 'no'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      </details>
      <p className="soft">
        {whenOf(at)}, by {who}, with ONNX Runtime {runtime}
      </p>
    </div>
  );
}

/** The layer that is furthest off, as a share of its largest value. */
function worstOf(layers: readonly TestedLayer[]): TestedLayer | null {
  const compared = layers.filter(({ difference }) => difference !== null);
  return compared.toSorted((a, b) => shareOf(b) - shareOf(a))[0] ?? null;
}

function shareOf({ difference, largest }: TestedLayer): number {
  return difference === 0 ? 0 : (difference ?? 0) / largest;
}

function millionths(share: number): string {
  return share === 0 ? 'nothing' : `${Number((1e6 * share).toPrecision(2))} millionths`;
}

function againstWords(against: string): string {
  return against.startsWith('TensorFlow.js') ? `what ${against} gives for the same noise` : against;
}
