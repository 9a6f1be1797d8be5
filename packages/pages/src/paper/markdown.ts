/** Text for Markdown: every character that would mark something up stands for itself. */
export function markdownText(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~$^&]/g, (character) => `\\${character}`).replaceAll(/\s*\n\s*/g, ' ');
}
