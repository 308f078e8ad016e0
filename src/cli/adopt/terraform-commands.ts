/** The commands that make Terraform forget a database, as a file for a shell. */
export function terraformCommands(addresses: readonly string[], comments: readonly string[]): string {
  const lines = addresses.map((address) => `  ${shellWord(address)}`);
  return [...comments.map((line) => `# ${line}`), '', `terraform state rm \\\n${lines.join(' \\\n')}`, ''].join('\n');
}

function shellWord(text: string): string {
  return `'${text.replace(/'/g, "'\\''")}'`;
}
