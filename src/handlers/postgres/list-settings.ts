/**
 * Settings whose elements PostgreSQL quotes as identifiers (GUC_LIST_QUOTE in its guc_tables.c). Extensions cannot
 * define such settings.
 */
const LISTS_OF_IDENTIFIERS = [
  'local_preload_libraries',
  'search_path',
  'session_preload_libraries',
  'shared_preload_libraries',
  'temp_tablespaces',
  'unix_socket_directories',
];

/** An identifier, quoted or not. */
const ELEMENT = /"((?:[^"]|"")*)"|([^",\s]+)/g;

/** Whether the value of a setting is a list of identifiers, which `SET` takes as separate strings. */
export function takesIdentifiers(setting: string): boolean {
  return LISTS_OF_IDENTIFIERS.includes(setting.toLowerCase());
}

/**
 * Splits such a list as the catalog stores it: `"$user", oficina` → `$user`, `oficina`. An empty list has one element,
 * the empty name.
 */
export function listElements(value: string): string[] {
  const elements = [...value.matchAll(ELEMENT)].map(([, quoted, bare]) =>
    quoted === undefined ? bare.toLowerCase() : quoted.replace(/""/g, '"'),
  );
  return elements.length > 0 ? elements : [''];
}
