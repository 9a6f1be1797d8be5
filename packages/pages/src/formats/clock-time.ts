/** Seconds as people read them from a clock: `0:07.3`, `12:30.0`, `1:02:03.0`. */
export function clockTime(seconds: number, decimals = 1): string {
  const unit = 10 ** decimals;
  const whole = Math.round(Math.abs(seconds) * unit);
  const rest = (whole % (60 * unit)) / unit;
  const minutes = Math.floor(whole / (60 * unit));
  const width = decimals === 0 ? 2 : 3 + decimals;
  const last = rest.toFixed(decimals).padStart(width, '0');
  const text =
    minutes < 60
      ? `${minutes}:${last}`
      : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${last}`;
  return seconds < 0 && whole > 0 ? `-${text}` : text;
}
