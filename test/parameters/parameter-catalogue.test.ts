import {
  closestParameter,
  isKnownParameter,
  isManagedByRds,
  parameterDefinition,
  parameterGroupName,
} from '../../src/parameters/parameter-catalogue';

describe('a parameter is known', () => {
  test.each([
    ['work_mem', [15, 16, 17, 18]],
    ['DateStyle', [15, 16, 17, 18]], // as PostgreSQL writes it
    ['datestyle', [15, 16, 17, 18]], // as RDS writes it
    ['vacuum_defer_cleanup_age', [15]], // removed in 16
    ['scram_iterations', [16, 17, 18]], // added in 16
    ['old_snapshot_threshold', [15, 16]], // removed in 17
    ['db_user_namespace', [15, 16]],
    ['transaction_timeout', [17, 18]], // added in 17
    ['io_method', [18]], // added in 18
  ])('%s by %j', (name, majors) => {
    expect([15, 16, 17, 18].filter((major) => isKnownParameter(name, major))).toEqual(majors);
  });

  test('in a major version newer than the list, if the newest listed version has it', () => {
    expect(isKnownParameter('io_method', 19)).toBe(true);
    expect(isKnownParameter('old_snapshot_threshold', 19)).toBe(false);
  });

  test.each([
    'rds.logical_replication',
    'pgaudit.role',
    'auto_explain.log_min_duration',
    'cron.max_running_jobs',
    'pg_stat_statements.max',
    'pg_trgm.similarity_threshold',
    'pg_prewarm.autoprewarm',
    'rds.something_that_is_newer',
    'pg_similarity.block_threshold',
    'remove_temp_files_after_crash',
  ])('with a prefix, or only in RDS: %s', (name) => expect(isKnownParameter(name, 15)).toBe(true));

  test.each([
    '',
    'WORK_MEM',
    'work_men',
    'nospace.name',
    'rds.loggical_replication',
    'pgaudit.logs',
    'auto_explain.log_everything',
    'pg_stat_statements.trak',
    'rds.',
    'rds.Force',
    'rds.a b',
    '.x',
    'constructor',
    'toString',
  ])('but not %j', (name) => expect(isKnownParameter(name, 15)).toBe(false));
});

describe('parameters that RDS sets itself', () => {
  test.each([
    'port',
    'ssl',
    'data_directory',
    'wal_level',
    'fsync',
    'archive_command',
    'listen_addresses',
    'config_file',
    'server_version',
    'transaction_read_only',
    'rds.extensions',
  ])('include %s', (name) => {
    expect(isManagedByRds(name)).toBe(true);
    expect(isKnownParameter(name, 18)).toBe(false);
  });
  test.each(['work_mem', 'rds.force_ssl', 'constructor', ''])('do not include %j', (name) =>
    expect(isManagedByRds(name)).toBe(false),
  );
});

describe('the closest parameter', () => {
  test.each([
    ['work_men', 'work_mem'], // one letter different
    ['workmem', 'work_mem'], // one letter fewer
    ['work_memm', 'work_mem'], // one letter more
    ['shared_bufer', 'shared_buffers'], // two letters fewer
    ['max_conections_', 'max_connections'], // one fewer, one more
    ['date_stile', 'datestyle'], // one more, one different
    ['random_page_xxxt', 'random_page_cost'], // three letters different
  ])('to %s is %s', (name, closest) => expect(closestParameter(name, 15)).toBe(closest));

  test('does not exist if four letters differ', () => {
    expect(closestParameter('random_page_xxxx', 15)).toBeUndefined();
    expect(closestParameter('something_else_altogether', 15)).toBeUndefined();
  });

  test('is one that the major version has', () => {
    expect(closestParameter('io_methot', 18)).toBe('io_method');
    expect(closestParameter('scram_iteration', 16)).toBe('scram_iterations');
    expect(closestParameter('scram_iteration', 15)).toBeUndefined();
  });
});

describe('a definition', () => {
  test('has type, unit and range of the major version', () => {
    expect(parameterDefinition('maintenance_work_mem', 16)).toMatchObject({
      type: 'integer',
      unit: 'kB',
      min: 1024,
      max: 2147483647,
      static: false,
    });
    expect(parameterDefinition('maintenance_work_mem', 17)).toMatchObject({
      type: 'integer',
      unit: 'kB',
      min: 64,
      max: 2147483647,
    });
    expect(parameterDefinition('autovacuum_max_workers', 17)).toMatchObject({ static: true });
    expect(parameterDefinition('autovacuum_max_workers', 18)).toMatchObject({ static: false });
    expect(parameterDefinition('io_method', 17)).toBeUndefined();
  });

  test('has the values that depend on the build of PostgreSQL', () => {
    expect(parameterDefinition('wal_compression', 15)!.values).toEqual(
      expect.arrayContaining(['pglz', 'lz4', 'zstd', 'on', 'off']),
    );
    expect(parameterDefinition('io_method', 18)!.values).toEqual(['sync', 'worker', 'io_uring']);
    expect(parameterDefinition('default_transaction_isolation', 18)!.values).toContain('repeatable read');
  });

  test('is also found by a name with capitals, which a parameter group has in lower case', () => {
    expect(parameterDefinition('TimeZone', 15)!.name).toBe('timezone');
    expect(['TimeZone', 'DateStyle', 'work_mem', 'WORK_MEM'].map(parameterGroupName)).toEqual([
      'timezone',
      'datestyle',
      'work_mem',
      'WORK_MEM',
    ]);
  });
});
