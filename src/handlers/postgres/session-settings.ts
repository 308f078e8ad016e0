/**
 * Settings of a session that may be idle or busy for as long as the function runs. They turn off the timeouts that the
 * database has for applications; when the function is gone, the server notices within half a minute and rolls back.
 */
export const LONG_SESSION = [
  'SET idle_session_timeout = 0',
  'SET tcp_keepalives_idle = 10',
  'SET tcp_keepalives_interval = 5',
  'SET tcp_keepalives_count = 3',
  'SET client_connection_check_interval = 5000',
  // Only PostgreSQL 17 and newer have it.
  "SELECT pg_catalog.set_config(name, '0'::pg_catalog.text, false) FROM pg_catalog.pg_settings " +
    "WHERE name OPERATOR(pg_catalog.=) 'transaction_timeout'::pg_catalog.text",
].join('; ');
