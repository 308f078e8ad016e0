import { parameterDefinition } from '../../src/parameters/parameter-catalogue';
import { valueProblem } from '../../src/parameters/parameter-value';

const problem = (name: string, value: string, major = 16) => valueProblem(parameterDefinition(name, major)!, value);

describe('a boolean', () => {
  // RDS stores 0 and 1, and accepts these values: awsdocs/amazon-rds-user-guide#183, hashicorp/terraform#8034.
  test.each(['0', '1', 'on', 'off', 'true', 'false', 'On', 'OFF', 'True'])('can be %s', (value) =>
    expect(problem('log_lock_waits', value)).toBeUndefined(),
  );

  test.each([
    ['yes', '1'],
    ['no', '0'],
    ['Y', '1'],
    ['t', '1'],
    ['f', '0'],
    ['enabled', '1'],
    [' on ', 'on'],
  ])('%j is written %j', (value, written) =>
    expect(problem('log_lock_waits', value)).toBe(`log_lock_waits is 0 or 1: write '${written}'`),
  );

  test.each(['2', 'maybe', '-1', 'constructor', ''])('%j is refused without a suggestion', (value) =>
    expect(problem('jit', value)).toBe('jit is 0 or 1'),
  );

  test('can be a comparison', () => {
    expect(problem('jit', '{DBInstanceVCPU} > 2')).toBeUndefined();
    expect(problem('jit', '{DBInstanceVCPU} >')).toMatch(
      /^jit has a formula that RDS refuses: an argument is missing: write it like/,
    );
  });
});

describe('a whole number', () => {
  test.each([
    ['work_mem', '64'],
    ['work_mem', '2147483647'],
    ['log_temp_files', '-1'],
    ['shared_buffers', '{DBInstanceClassMemory/32768}'],
    ['max_parallel_workers', 'GREATEST(${DBInstanceVCPU/2},8)'],
  ])('%s can be %s', (name, value) => expect(problem(name, value)).toBeUndefined());

  test.each([
    ['work_mem', '16MB', '16384'],
    ['work_mem', '1.5 GB', '1572864'],
    ['work_mem', '64mb', '65536'],
    ['work_mem', '16M', '16384'],
    ['work_mem', '4096k', '4096'],
    ['maintenance_work_mem', '2GB', '2097152'],
    ['shared_buffers', '1GB', '131072'],
    ['effective_cache_size', '3GB', '393216'],
    ['wal_buffers', '16MB', '2048'],
    ['max_wal_size', '4GB', '4096'],
    ['max_wal_size', '1TB', '1048576'],
    ['temp_file_limit', '10GB', '10485760'],
    ['track_activity_query_size', '4kB', '4096'],
    ['statement_timeout', '30s', '30000'],
    ['statement_timeout', '5min', '300000'],
    ['statement_timeout', '5m', '300000'],
    ['lock_timeout', '10 seconds', '10000'],
    ['idle_in_transaction_session_timeout', '1h', '3600000'],
    ['autovacuum_naptime', '1min', '60'],
    ['checkpoint_timeout', '15min', '900'],
    ['log_rotation_age', '1d', '1440'],
    ['rds.log_retention_period', '7d', '10080'],
    ['log_min_duration_sample', '250ms', '250'],
    ['work_mem', ' 64 ', '64'],
    ['work_mem', '64.0', '64'],
    ['work_mem', '+64', '64'],
    ['work_mem', '0x40', '64'],
    ['effective_io_concurrency', '2e2', '200'],
  ])('%s %j is written %j', (name, value, written) =>
    expect(problem(name, value)).toMatch(
      new RegExp(`^${name} is a whole number( of .*)? from .*: write '${written}'$`),
    ),
  );

  test.each([
    ['work_mem', '30s', 'of kB from 64 to 2147483647'],
    ['statement_timeout', '16MB', 'of ms from 0 to 2147483647'],
    ['statement_timeout', '30d', 'of ms from 0 to 2147483647'],
    ['shared_buffers', 'half', 'of pages of 8 kB from 16 to 1073741823'],
    ['autovacuum_naptime', '500ms', 'of s from 1 to 2147483'],
    ['work_mem', '63', 'of kB from 64 to 2147483647'],
    ['work_mem', '2147483648', 'of kB from 64 to 2147483647'],
    ['work_mem', '64.5', 'of kB from 64 to 2147483647'],
    ['work_mem', ' ', 'of kB from 64 to 2147483647'],
    ['max_parallel_workers', '8 workers', 'from 0 to 1024'],
    ['effective_io_concurrency', '2000', 'from 0 to 1000'],
  ])('%s %j is refused without a suggestion', (name, value, text) =>
    expect(problem(name, value)).toBe(`${name} is a whole number ${text}`),
  );

  test('has the range of the major version', () => {
    expect(problem('maintenance_work_mem', '64', 17)).toBeUndefined();
    expect(problem('maintenance_work_mem', '64', 16)).toBe(
      'maintenance_work_mem is a whole number of kB from 1024 to 2147483647',
    );
    expect(problem('io_combine_limit', '64', 18)).toBeUndefined();
    expect(problem('io_combine_limit', '64', 17)).toBe(
      'io_combine_limit is a whole number of pages of 8 kB from 1 to 32',
    );
  });
});

describe('a number', () => {
  test.each([
    ['random_page_cost', '1.1'],
    ['random_page_cost', '4'],
    ['random_page_cost', '1e3'],
    ['checkpoint_completion_target', '.9'],
    ['autovacuum_vacuum_cost_delay', '-1'],
  ])('%s can be %s', (name, value) => expect(problem(name, value)).toBeUndefined());

  test.each([
    ['autovacuum_vacuum_cost_delay', '2ms', "autovacuum_vacuum_cost_delay is a number of ms from -1 to 100: write '2'"],
    ['vacuum_cost_delay', '500us', "vacuum_cost_delay is a number of ms from 0 to 100: write '0.5'"],
    ['checkpoint_completion_target', '90%', 'checkpoint_completion_target is a number from 0 to 1'],
    ['checkpoint_completion_target', '1.1', 'checkpoint_completion_target is a number from 0 to 1'],
    ['random_page_cost', '1,1', 'random_page_cost is a number from 0 up'],
    ['random_page_cost', '-1', 'random_page_cost is a number from 0 up'],
  ])('%s %j: %s', (name, value, text) => expect(problem(name, value)).toBe(text));
});

describe('an enumeration', () => {
  test.each([
    ['log_min_messages', 'warning'],
    ['pg_stat_statements.track', 'ALL'],
    ['default_transaction_isolation', 'repeatable read'],
    ['wal_compression', 'zstd'],
    ['wal_compression', '{DBInstanceVCPU} > 2'],
    ['synchronous_commit', 'off'],
  ])('%s can be %s', (name, value) => expect(problem(name, value)).toBeUndefined());

  test.each([
    ['password_encryption', 'scram', 'password_encryption is one of md5, scram-sha-256'],
    ['log_error_verbosity', 'verbos', "log_error_verbosity is one of terse, default, verbose: write 'verbose'"],
    ['synchronous_commit', '1', "synchronous_commit is one of local, remote_write, remote_apply, on, off: write 'on'"],
    ['huge_pages', 'no', "huge_pages is one of off, on, try: write 'off'"],
    ['track_functions', 'true', 'track_functions is one of none, pl, all'],
    ['xmlbinary', ' hex', "xmlbinary is one of base64, hex: write 'hex'"],
    [
      'ssl_min_protocol_version',
      'TLS1.3',
      "ssl_min_protocol_version is one of TLSv1, TLSv1.1, TLSv1.2, TLSv1.3: write 'TLSv1.3'",
    ],
  ])('%s %j: %s', (name, value, text) => expect(problem(name, value)).toBe(text));
});

test('text must be a single line, because a second line would be another setting', () => {
  expect(problem('search_path', '"$user", public')).toBeUndefined();
  expect(problem('log_line_prefix', '%t:%r:%u@%d:[%p]:')).toBeUndefined();
  expect(problem('search_path', 'public\nfsync = off')).toBe('search_path is text of one line');
});
