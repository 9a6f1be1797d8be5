import { useState } from 'react';
import type { ModelEntry } from '../../forms/forms.ts';
import type { DeviceChoice } from '../../watch/device.ts';
import type { StartWatching, WatchedSource } from '../../watch/messages.ts';

/** What somebody has chosen to watch. */
export interface Chosen {
  readonly model: string;
  readonly source: WatchedSource;
  readonly pace: StartWatching['pace'];
  /** Frames a second that are followed. */
  readonly rate: number;
  /** What runs the networks. */
  readonly device: DeviceChoice;
  /** Whether the pulse is sought. */
  readonly pulse: boolean;
  /** Whether a cry is sought. */
  readonly cry: boolean;
}

const RATES = [5, 10, 15, 30] as const;
/** Drawn neonates of this seed are in no data set that `wince phantom` writes by itself. */
const SEED = 990_017;

/** Which model, and what it watches. */
export function SourceForm({
  models,
  isOn,
  onStart,
  onStop,
}: {
  readonly models: readonly ModelEntry[];
  readonly isOn: boolean;
  readonly onStart: (chosen: Chosen) => void;
  readonly onStop: () => void;
}) {
  const [model, setModel] = useState(models[0].id);
  const [kind, setKind] = useState<WatchedSource['kind']>('phantom');
  const [file, setFile] = useState<File | null>(null);
  const [pace, setPace] = useState<Chosen['pace']>('real time');
  const [rate, setRate] = useState<number>(15);
  const [device, setDevice] = useState<DeviceChoice>('automatic');
  const [pulse, setPulse] = useState(false);
  const [cry, setCry] = useState(false);
  const source: WatchedSource | null =
    kind === 'file'
      ? file && { kind, file, name: file.name }
      : kind === 'phantom'
        ? { kind, seed: SEED }
        : { kind };
  return (
    <form
      className="tools"
      onSubmit={(event) => {
        event.preventDefault();
        if (source) onStart({ model, source, pace, rate, device, pulse, cry });
      }}
    >
      <label>
        Model
        <select value={model} disabled={isOn} onChange={({ target }) => setModel(target.value)}>
          {models.map(({ id }) => (
            <option key={id}>{id}</option>
          ))}
        </select>
      </label>
      <label>
        What to watch
        <select
          value={kind}
          disabled={isOn}
          onChange={({ target }) =>
            setKind(target.value === 'file' ? 'file' : target.value === 'camera' ? 'camera' : 'phantom')
          }
        >
          <option value="phantom">A drawn neonate (demo)</option>
          <option value="file">A video file</option>
          <option value="camera">A camera</option>
        </select>
      </label>
      {kind === 'file' && (
        <label>
          Video file
          <input
            type="file"
            accept="video/*,.mkv"
            disabled={isOn}
            onChange={({ target }) => setFile(target.files?.[0] ?? null)}
          />
        </label>
      )}
      {kind !== 'camera' && (
        <label>
          Speed
          <select
            value={pace}
            disabled={isOn}
            onChange={({ target }) =>
              setPace(target.value === 'real time' ? 'real time' : 'as fast as possible')
            }
          >
            <option>real time</option>
            <option>as fast as possible</option>
          </select>
        </label>
      )}
      <label>
        Frames a second
        <select value={rate} disabled={isOn} onChange={({ target }) => setRate(Number(target.value))}>
          {RATES.map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      </label>
      <label>
        Networks run on
        <select
          value={device}
          disabled={isOn}
          onChange={({ target }) => setDevice(target.value === 'processor' ? 'processor' : 'automatic')}
        >
          <option value="automatic">the graphics card, where there is one</option>
          <option value="processor">the processor</option>
        </select>
      </label>
      <label className="check">
        <input
          type="checkbox"
          checked={pulse}
          disabled={isOn}
          onChange={({ target }) => setPulse(target.checked)}
        />
        Look for the pulse
      </label>
      <label className="check">
        <input
          type="checkbox"
          checked={cry}
          disabled={isOn}
          aria-describedby={kind === 'camera' ? 'microphone-note' : undefined}
          onChange={({ target }) => setCry(target.checked)}
        />
        {kind === 'camera' ? 'Listen for crying, with the microphone' : 'Listen for crying'}
      </label>
      {kind === 'camera' && (
        <p id="microphone-note" className="soft">
          The microphone hears what is said around the cot, too. Sound stays in this page: it is neither sent
          nor kept.
        </p>
      )}
      {isOn ? (
        <button type="button" onClick={onStop}>
          Stop watching
        </button>
      ) : (
        <button type="submit" className="main" disabled={!source}>
          Watch
        </button>
      )}
    </form>
  );
}
