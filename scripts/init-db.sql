-- Prepares a PostgreSQL database on Amazon RDS for applications, by the principle of least privilege:
--
--   * It creates the schema oficina_bootstrap, which holds the list of the scripts that have run, and the functions
--     create_schema() and create_user(). Only the role that runs this file can use it.
--   * It creates the schema oficina with the groups oficina_readonly, oficina_readwrite and oficina_owner.
--   * It creates the extension pgcrypto, and also pg_stat_statements and pgaudit if the server has loaded them.
--   * It takes rights away from PUBLIC: a role can connect to the database, create temporary tables in it or create
--     objects in its schema public only if the role, or another one that it belongs to, has been granted that right.
--   * It limits a statement, and a transaction that waits for its client, to 60 seconds. The limits do not apply to the
--     master user, and do not replace limits that are already set.
--
-- A deployment runs this file inside the VPC. To run it by hand, connect as the master user, who owns the database:
--
--   psql "host=… dbname=oficina_db user=… sslmode=verify-full sslrootcert=global-bundle.pem" \
--     -v ON_ERROR_STOP=1 --single-transaction -f init-db.sql
--   psql … -c "SELECT oficina_bootstrap.create_user('service_orders', 'oficina', 'readWrite')"
--
-- Then set the password of the new user in psql, with \password service_orders.
--
-- The file can be run again at any time, and then changes only what is not as it should be. It does not drop anything,
-- and does not set any password.

-- Everything that this file calls runs with the rights of the master user. Names are therefore looked up in pg_catalog,
-- where only the server defines objects. This SET statement calls nothing, so it is safe with any search_path.
SET search_path = pg_catalog, pg_temp;

------------------------------------------------------------------------------------------------------ oficina_bootstrap

DO $do$
DECLARE
  schema_owner text;
BEGIN
  BEGIN
    CREATE SCHEMA IF NOT EXISTS oficina_bootstrap;
  EXCEPTION
    WHEN unique_violation OR duplicate_schema THEN NULL; -- another session has created it at the same moment
  END;
  -- Another owner could put triggers on the tables of the schema, which would run with the rights of the master user.
  SELECT n.nspowner::pg_catalog.regrole::pg_catalog.text INTO schema_owner
    FROM pg_catalog.pg_namespace n
    WHERE n.nspname = 'oficina_bootstrap';
  IF schema_owner <> pg_catalog.quote_ident(current_user::pg_catalog.text) THEN
    RAISE EXCEPTION 'the schema oficina_bootstrap belongs to %', schema_owner
      USING ERRCODE = 'insufficient_privilege',
        HINT = pg_catalog.format(
          'Look at what is in it, then ALTER SCHEMA oficina_bootstrap OWNER TO %I, or drop it.', current_user
        );
  END IF;
  BEGIN
    CREATE TABLE IF NOT EXISTS oficina_bootstrap.applied_script (
      name text PRIMARY KEY,
      checksum text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
      applied_by text NOT NULL DEFAULT session_user,
      statements integer
    );
  EXCEPTION
    WHEN unique_violation OR duplicate_table THEN NULL;
  END;
END;
$do$;

-- Only one session at a time can run the rest of the file. It locks a table and does not use an advisory lock, because
-- an application could hold an advisory lock, but has no rights in this schema. A deployment runs the whole file in one
-- transaction, which keeps the lock to its end. By hand, --single-transaction does the same.
DO $do$
BEGIN
  LOCK TABLE oficina_bootstrap.applied_script IN SHARE ROW EXCLUSIVE MODE;
END;
$do$;

REVOKE ALL ON SCHEMA oficina_bootstrap FROM PUBLIC;
COMMENT ON SCHEMA oficina_bootstrap IS 'What deployments of oficina-postgres have done to this database';

REVOKE ALL ON TABLE oficina_bootstrap.applied_script FROM PUBLIC;
COMMENT ON TABLE oficina_bootstrap.applied_script IS 'SQL scripts that have run, with the SHA-256 of their content';

CREATE OR REPLACE FUNCTION oficina_bootstrap.check_name(kind text, name text, longest integer) RETURNS void
LANGUAGE plpgsql SECURITY INVOKER SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
  IF coalesce(name, '') = '' THEN
    RAISE EXCEPTION 'the name of a % must not be empty', kind USING ERRCODE = 'invalid_name';
  END IF;
  IF pg_catalog.octet_length(name) > longest THEN
    RAISE EXCEPTION 'the name of the % "%" must have at most % bytes, and has %',
        kind, name, longest, pg_catalog.octet_length(name)
      USING ERRCODE = 'name_too_long',
        HINT = 'PostgreSQL cuts names after 63 bytes, and a suffix is added to this one. Choose a shorter one.';
  END IF;
  IF name ~ '^(pg_|rds)'
    OR name IN ('public', 'none', 'information_schema', 'oficina_bootstrap')
      AND NOT (kind = 'schema' AND name = 'public') THEN
    RAISE EXCEPTION 'the name of the % must not be "%": it is reserved', kind, name
      USING ERRCODE = 'reserved_name', HINT = 'Choose another one, which does not begin with pg_ or rds.';
  END IF;
END;
$function$;

-- Rejects a schema and a login of the same name. The default search_path is "$user", public: such a schema comes first
-- where the login looks up names, so the owner of the schema could make the login run functions of their own. If both
-- exist already, because an earlier version created them, they stay, and the function only warns.
CREATE OR REPLACE FUNCTION oficina_bootstrap.refuse_name_of_login(kind text, name text, is_there boolean) RETURNS void
LANGUAGE plpgsql SECURITY INVOKER SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
  IF is_there THEN
    RAISE WARNING
      'the schema "%" has the name of a login: who may create in it may have that login run functions; rename it', name;
  ELSE
    RAISE EXCEPTION 'the % "%" must not have the same name as a %',
        kind, name, CASE kind WHEN 'schema' THEN 'login' ELSE 'schema' END
      USING ERRCODE = 'reserved_name',
        HINT = 'A schema of that name comes first where the login looks up functions. Choose another one.';
  END IF;
END;
$function$;

-- Creates a role. If a role of this name exists, its comment must show that it was created here for the same purpose;
-- the function does not touch any other role.
CREATE OR REPLACE FUNCTION oficina_bootstrap.ensure_role(role_name text, mark text, login boolean) RETURNS void
LANGUAGE plpgsql SECURITY INVOKER SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
  existing record;
BEGIN
  SELECT r.rolcanlogin,
      r.rolsuper OR r.rolcreaterole OR r.rolreplication OR r.rolbypassrls AS is_powerful,
      pg_catalog.shobj_description(r.oid, 'pg_authid') AS mark
    INTO existing
    FROM pg_catalog.pg_roles r
    WHERE r.rolname = role_name;
  IF NOT FOUND THEN
    EXECUTE pg_catalog.format('CREATE ROLE %I %s', role_name, CASE WHEN login THEN 'LOGIN' ELSE 'NOLOGIN' END);
    EXECUTE pg_catalog.format('COMMENT ON ROLE %I IS %L', role_name, mark);
    RETURN;
  END IF;
  IF existing.is_powerful OR role_name IN (current_user, session_user) THEN
    RAISE EXCEPTION 'the role "%" is an administrator, and must not become another one: %', role_name, mark
      USING ERRCODE = 'duplicate_object', HINT = 'Choose another name.';
  END IF;
  IF existing.mark IS DISTINCT FROM mark THEN
    RAISE EXCEPTION 'the role "%" exists already, and was not made for this: %', role_name, mark
      USING ERRCODE = 'duplicate_object',
        HINT = pg_catalog.format(
          'Choose another name. If it is the role that you mean, who has its rights gets more: '
            'COMMENT ON ROLE %I IS %L;',
          role_name, mark
        );
  END IF;
  IF login AND NOT existing.rolcanlogin THEN
    RAISE NOTICE
      'the role "%" was NOLOGIN, and may log in again: the app still has this user; leave it out there to keep it out',
      role_name;
    EXECUTE pg_catalog.format('ALTER ROLE %I LOGIN', role_name);
  END IF;
END;
$function$;

-- Makes a role a member of one of the groups that were created here, and removes it from all the others. If the group
-- is NULL, it removes the role from all of them.
CREATE OR REPLACE FUNCTION oficina_bootstrap.set_group(member_name text, group_name text) RETURNS void
LANGUAGE plpgsql SECURITY INVOKER SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
  current_group text;
  others CONSTANT text := 'SELECT DISTINCT g.rolname::pg_catalog.text '
    'FROM pg_catalog.pg_auth_members m '
    'JOIN pg_catalog.pg_roles g ON g.oid = m.roleid '
    'JOIN pg_catalog.pg_roles u ON u.oid = m.member '
    'WHERE u.rolname = $1 '
    'AND g.rolname IS DISTINCT FROM $2 '
    'AND pg_catalog.shobj_description(g.oid, ''pg_authid'') LIKE ''oficina-postgres: group of the schema %''';
BEGIN
  FOR current_group IN EXECUTE others USING member_name, group_name LOOP
    EXECUTE pg_catalog.format('REVOKE %I FROM %I', current_group, member_name);
  END LOOP;
  EXECUTE others INTO current_group USING member_name, group_name;
  IF current_group IS NOT NULL THEN
    RAISE EXCEPTION 'the role "%" is still in the group "%": somebody else has put it there', member_name, current_group
      USING ERRCODE = 'insufficient_privilege',
        HINT = pg_catalog.format('Let the one who did it do this: REVOKE %I FROM %I;', current_group, member_name);
  END IF;
  IF group_name IS NOT NULL AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_auth_members m
      JOIN pg_catalog.pg_roles g ON g.oid = m.roleid
      JOIN pg_catalog.pg_roles u ON u.oid = m.member
    WHERE u.rolname = member_name
      AND g.rolname = group_name
  ) THEN
    EXECUTE pg_catalog.format('GRANT %I TO %I', group_name, member_name);
  END IF;
END;
$function$;

-- Runs the command, which sets or resets a setting of a role, unless pg_db_role_setting already has the wanted value
-- (NULL stands for no value). It avoids needless changes because a role can change its own settings, and other sessions
-- then have to wait until the transaction of that role ends.
CREATE OR REPLACE FUNCTION oficina_bootstrap.ensure_setting(
  role_name text, setting text, stored text, command text
) RETURNS void
LANGUAGE plpgsql SECURITY INVOKER SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
  existing text;
BEGIN
  SELECT pg_catalog.substr(entry, pg_catalog.strpos(entry, '=') + 1) INTO existing
    FROM pg_catalog.pg_db_role_setting s
      JOIN pg_catalog.pg_roles r ON r.oid = s.setrole,
      pg_catalog.unnest(s.setconfig) AS entry
    WHERE r.rolname = role_name
      AND s.setdatabase = 0
      AND pg_catalog.split_part(entry, '=', 1) = setting;
  IF existing IS DISTINCT FROM stored THEN
    EXECUTE command;
  END IF;
END;
$function$;

-- Grants privileges on the objects that a role will create in a schema, unless they are granted already. As above, it
-- avoids needless changes because the members of the role could block them.
CREATE OR REPLACE FUNCTION oficina_bootstrap.ensure_default_privileges(
  creator text, schema_name text, kind text, privileges text[], grantee_name text
) RETURNS void
LANGUAGE plpgsql SECURITY INVOKER SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
  missing text;
BEGIN
  SELECT pg_catalog.string_agg(privilege, ', ') INTO missing
    FROM pg_catalog.unnest(privileges) AS privilege
    WHERE NOT EXISTS (
      SELECT FROM pg_catalog.pg_default_acl d, pg_catalog.aclexplode(d.defaclacl) AS a
      WHERE d.defaclrole = pg_catalog.to_regrole(pg_catalog.quote_ident(creator))
        AND d.defaclnamespace = pg_catalog.to_regnamespace(pg_catalog.quote_ident(schema_name))
        AND d.defaclobjtype = CASE kind
          WHEN 'TABLES' THEN 'r'
          WHEN 'SEQUENCES' THEN 'S'
          WHEN 'ROUTINES' THEN 'f'
        END::"char"
        AND a.grantee = pg_catalog.to_regrole(pg_catalog.quote_ident(grantee_name))
        AND a.privilege_type = privilege
    );
  IF missing IS NOT NULL THEN
    EXECUTE pg_catalog.format(
      'ALTER DEFAULT PRIVILEGES FOR ROLE %I IN SCHEMA %I GRANT %s ON %s TO %I',
      creator, schema_name, missing, kind, grantee_name
    );
  END IF;
END;
$function$;

-- Grants the groups of a schema their rights on the objects that the schema already contains. It leaves out the objects
-- of other roles, because only their owners can grant rights on them.
CREATE OR REPLACE FUNCTION oficina_bootstrap.grant_on_existing(schema_name text) RETURNS void
LANGUAGE plpgsql SECURITY INVOKER SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
  readers CONSTANT text := schema_name || '_readonly';
  writers CONSTANT text := schema_name || '_readwrite';
  owners CONSTANT text := schema_name || '_owner';
  object record;
BEGIN
  FOR object IN
    SELECT c.oid, c.oid::pg_catalog.regclass AS name, c.relkind, c.relowner::pg_catalog.regrole AS owner,
      pg_catalog.pg_has_role(c.relowner, 'USAGE') AS is_ours
    FROM pg_catalog.pg_class c
    WHERE c.relnamespace = pg_catalog.to_regnamespace(pg_catalog.quote_ident(schema_name))
      AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
      AND NOT (
        pg_catalog.has_table_privilege(readers, c.oid, 'SELECT')
        AND pg_catalog.has_table_privilege(writers, c.oid, 'INSERT')
        AND pg_catalog.has_table_privilege(writers, c.oid, 'UPDATE')
        AND pg_catalog.has_table_privilege(writers, c.oid, 'DELETE')
        AND pg_catalog.has_table_privilege(owners, c.oid, 'TRUNCATE')
      )
    ORDER BY 2
  LOOP
    IF object.is_ours THEN
      EXECUTE pg_catalog.format('GRANT SELECT ON %s TO %I', object.name, readers);
      EXECUTE pg_catalog.format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO %I', object.name, writers);
      EXECUTE pg_catalog.format('GRANT ALL ON %s TO %I', object.name, owners);
    ELSE
      RAISE NOTICE '% belongs to %: only this role can grant rights on it to the groups of the schema',
        object.name, object.owner;
    END IF;
  END LOOP;
  FOR object IN
    SELECT c.oid::pg_catalog.regclass AS name
    FROM pg_catalog.pg_class c
    WHERE c.relnamespace = pg_catalog.to_regnamespace(pg_catalog.quote_ident(schema_name))
      AND c.relkind = 'S'
      AND pg_catalog.pg_has_role(c.relowner, 'USAGE')
      AND NOT (
        pg_catalog.has_sequence_privilege(readers, c.oid, 'SELECT')
        AND pg_catalog.has_sequence_privilege(writers, c.oid, 'USAGE')
        AND pg_catalog.has_sequence_privilege(owners, c.oid, 'UPDATE')
      )
  LOOP
    EXECUTE pg_catalog.format('GRANT SELECT ON SEQUENCE %s TO %I', object.name, readers);
    EXECUTE pg_catalog.format('GRANT USAGE, SELECT ON SEQUENCE %s TO %I', object.name, writers);
    EXECUTE pg_catalog.format('GRANT ALL ON SEQUENCE %s TO %I', object.name, owners);
  END LOOP;
  FOR object IN
    SELECT p.oid::pg_catalog.regprocedure AS name
    FROM pg_catalog.pg_proc p
    WHERE p.pronamespace = pg_catalog.to_regnamespace(pg_catalog.quote_ident(schema_name))
      AND pg_catalog.pg_has_role(p.proowner, 'USAGE')
      AND NOT (
        pg_catalog.has_function_privilege(readers, p.oid, 'EXECUTE')
        AND pg_catalog.has_function_privilege(owners, p.oid, 'EXECUTE')
      )
  LOOP
    EXECUTE pg_catalog.format('GRANT EXECUTE ON ROUTINE %s TO %I, %I', object.name, readers, owners);
  END LOOP;
END;
$function$;

-- Creates a schema with its groups: <schema>_readonly can read, <schema>_readwrite can read and write, and
-- <schema>_owner owns the schema and the objects that its members create in it.
CREATE OR REPLACE FUNCTION oficina_bootstrap.create_schema(schema_name text) RETURNS void
LANGUAGE plpgsql SECURITY INVOKER SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
  readers CONSTANT text := schema_name || '_readonly';
  writers CONSTANT text := schema_name || '_readwrite';
  owners CONSTANT text := schema_name || '_owner';
  group_name text;
  creator text;
  schema_owner text;
BEGIN
  LOCK TABLE oficina_bootstrap.applied_script IN SHARE ROW EXCLUSIVE MODE;
  PERFORM oficina_bootstrap.check_name('schema', schema_name, 53);
  SELECT n.nspowner::pg_catalog.regrole::pg_catalog.text INTO schema_owner
    FROM pg_catalog.pg_namespace n
    WHERE n.nspname = schema_name;
  IF EXISTS (SELECT FROM pg_catalog.pg_roles r WHERE r.rolname = schema_name AND r.rolcanlogin) THEN
    PERFORM oficina_bootstrap.refuse_name_of_login('schema', schema_name, schema_owner IS NOT NULL);
  END IF;
  FOREACH group_name IN ARRAY ARRAY[readers, writers, owners] LOOP
    PERFORM oficina_bootstrap.ensure_role(
      group_name, pg_catalog.format('oficina-postgres: group of the schema %s', schema_name), false
    );
    EXECUTE pg_catalog.format('GRANT CONNECT ON DATABASE %I TO %I', pg_catalog.current_database(), group_name);
    IF pg_catalog.to_regnamespace('public') IS NOT NULL THEN -- extensions put their functions there
      EXECUTE pg_catalog.format('GRANT USAGE ON SCHEMA public TO %I', group_name);
    END IF;
  END LOOP;
  EXECUTE pg_catalog.format('GRANT TEMPORARY ON DATABASE %I TO %I', pg_catalog.current_database(), owners);
  IF NOT pg_catalog.pg_has_role(writers, readers, 'USAGE') THEN
    EXECUTE pg_catalog.format('GRANT %I TO %I', readers, writers);
  END IF;
  -- Only a member of the group can create objects that belong to it and set its default privileges, and the files of a
  -- deployment run as the group. Since PostgreSQL 16, INHERIT and SET are granted separately, and createrole_self_grant
  -- may have granted one without the other.
  IF pg_catalog.current_setting('server_version_num')::integer < 160000 THEN
    IF NOT pg_catalog.pg_has_role(owners, 'USAGE') THEN
      EXECUTE pg_catalog.format('GRANT %I TO CURRENT_USER', owners);
    END IF;
  ELSIF NOT (pg_catalog.pg_has_role(owners, 'USAGE') AND pg_catalog.pg_has_role(owners, 'SET')) THEN
    EXECUTE pg_catalog.format('GRANT %I TO CURRENT_USER WITH INHERIT TRUE, SET TRUE', owners);
  END IF;

  IF schema_owner IS NULL THEN
    EXECUTE pg_catalog.format('CREATE SCHEMA %I AUTHORIZATION %I', schema_name, owners);
  ELSIF schema_owner = pg_catalog.quote_ident(current_user::pg_catalog.text) THEN
    EXECUTE pg_catalog.format('ALTER SCHEMA %I OWNER TO %I', schema_name, owners);
  END IF;
  IF NOT (
    pg_catalog.has_schema_privilege(owners, schema_name, 'USAGE')
    AND pg_catalog.has_schema_privilege(owners, schema_name, 'CREATE')
  ) THEN
    EXECUTE pg_catalog.format('GRANT USAGE, CREATE ON SCHEMA %I TO %I', schema_name, owners);
  END IF;
  IF NOT (
    pg_catalog.has_schema_privilege(readers, schema_name, 'USAGE')
    AND pg_catalog.has_schema_privilege(writers, schema_name, 'USAGE')
  ) THEN
    EXECUTE pg_catalog.format('GRANT USAGE ON SCHEMA %I TO %I, %I', schema_name, readers, writers);
  END IF;
  IF NOT pg_catalog.has_schema_privilege(readers, schema_name, 'USAGE')
    OR NOT pg_catalog.has_schema_privilege(owners, schema_name, 'CREATE') THEN
    RAISE EXCEPTION 'the schema "%" belongs to %, and % cannot grant rights on it',
        schema_name, schema_owner, current_user
      USING ERRCODE = 'insufficient_privilege',
        HINT = pg_catalog.format('Let its owner do this: ALTER SCHEMA %I OWNER TO %I;', schema_name, current_user);
  END IF;
  PERFORM oficina_bootstrap.grant_on_existing(schema_name);

  FOREACH creator IN ARRAY ARRAY[owners, current_user::pg_catalog.text] LOOP
    PERFORM oficina_bootstrap.ensure_default_privileges(creator, schema_name, 'TABLES', ARRAY['SELECT'], readers);
    PERFORM oficina_bootstrap.ensure_default_privileges(
      creator, schema_name, 'TABLES', ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE'], writers
    );
    PERFORM oficina_bootstrap.ensure_default_privileges(creator, schema_name, 'SEQUENCES', ARRAY['SELECT'], readers);
    PERFORM oficina_bootstrap.ensure_default_privileges(
      creator, schema_name, 'SEQUENCES', ARRAY['USAGE', 'SELECT'], writers
    );
    PERFORM oficina_bootstrap.ensure_default_privileges(creator, schema_name, 'ROUTINES', ARRAY['EXECUTE'], readers);
  END LOOP;
  EXECUTE pg_catalog.format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT ALL ON TABLES TO %I', schema_name, owners);
  EXECUTE pg_catalog.format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT ALL ON SEQUENCES TO %I', schema_name, owners);
  EXECUTE pg_catalog.format(
    'ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT EXECUTE ON ROUTINES TO %I', schema_name, owners
  );
  -- The statement below names no schema, because default privileges of one schema can only add to the general ones.
  IF NOT EXISTS (
    SELECT FROM pg_catalog.pg_default_acl d
    WHERE d.defaclrole = pg_catalog.to_regrole(pg_catalog.quote_ident(owners))
      AND d.defaclnamespace = 0::pg_catalog.oid
      AND d.defaclobjtype = 'f'::"char"
      AND NOT EXISTS (SELECT FROM pg_catalog.aclexplode(d.defaclacl) AS a WHERE a.grantee = 0::pg_catalog.oid)
  ) THEN
    EXECUTE pg_catalog.format('ALTER DEFAULT PRIVILEGES FOR ROLE %I REVOKE EXECUTE ON ROUTINES FROM PUBLIC', owners);
  END IF;
END;
$function$;

-- Creates a user of a schema. A user with passwords has two logins, <user> and <user>_clone, whose passwords rotate in
-- turn; a user with IAM has one login. A later call changes what the user can do.
-- The privileges are readOnly, readWrite or owner. The timeouts are in milliseconds, and 0 means no timeout. NULL means
-- the timeout of the database, except for the statements of owners, which then have no timeout.
CREATE OR REPLACE FUNCTION oficina_bootstrap.create_user(
  user_name text, schema_name text, privileges text, iam boolean DEFAULT false,
  statement_timeout integer DEFAULT NULL, idle_in_transaction_timeout integer DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql SECURITY INVOKER SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
  group_name CONSTANT text := schema_name || CASE privileges
    WHEN 'readOnly' THEN '_readonly'
    WHEN 'readWrite' THEN '_readwrite'
    WHEN 'owner' THEN '_owner'
  END;
  user_mark CONSTANT text := 'oficina-postgres: application user';
  clone CONSTANT text := user_name || '_clone';
  clone_mark CONSTANT text := pg_catalog.format('oficina-postgres: clone of the user %s', user_name);
  has_iam CONSTANT boolean := pg_catalog.to_regrole('rds_iam') IS NOT NULL;
  settings CONSTANT jsonb := pg_catalog.jsonb_build_object(
    'statement_timeout', coalesce(statement_timeout, CASE WHEN privileges = 'owner' THEN 0 END),
    'idle_in_transaction_session_timeout', idle_in_transaction_timeout
  );
  login text;
  setting record;
  schema_of_login text;
  in_iam boolean;
BEGIN
  IF group_name IS NULL THEN
    RAISE EXCEPTION 'privileges of the user "%" must be readOnly, readWrite or owner, got "%"', user_name, privileges
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  LOCK TABLE oficina_bootstrap.applied_script IN SHARE ROW EXCLUSIVE MODE;
  PERFORM oficina_bootstrap.check_name('user', user_name, 57);
  IF NOT EXISTS (
    SELECT FROM pg_catalog.pg_roles r
    WHERE r.rolname = group_name
      AND pg_catalog.shobj_description(r.oid, 'pg_authid')
        = pg_catalog.format('oficina-postgres: group of the schema %s', schema_name)
  ) THEN
    RAISE EXCEPTION 'the schema "%" of the user "%" has no group "%"', schema_name, user_name, group_name
      USING ERRCODE = 'undefined_object',
        HINT = pg_catalog.format('Make it first: SELECT oficina_bootstrap.create_schema(%L);', schema_name);
  END IF;
  FOR schema_of_login IN
    SELECT n.nspname::pg_catalog.text
    FROM pg_catalog.pg_namespace n
    WHERE n.nspname = user_name OR n.nspname = clone
  LOOP
    PERFORM oficina_bootstrap.refuse_name_of_login(
      'user', schema_of_login, EXISTS (SELECT FROM pg_catalog.pg_roles r WHERE r.rolname = schema_of_login)
    );
  END LOOP;
  PERFORM oficina_bootstrap.adopt_clone(user_name, user_mark, clone, clone_mark);

  FOREACH login IN ARRAY CASE WHEN iam THEN ARRAY[user_name] ELSE ARRAY[user_name, clone] END LOOP
    PERFORM oficina_bootstrap.ensure_role(login, CASE login WHEN user_name THEN user_mark ELSE clone_mark END, true);
    PERFORM oficina_bootstrap.set_group(login, group_name);
    IF privileges = 'owner' THEN
      -- Objects that one of the two logins creates belong to the group, so that the other login can change them.
      PERFORM oficina_bootstrap.ensure_setting(
        login, 'role', group_name, pg_catalog.format('ALTER ROLE %I SET role = %L', login, group_name)
      );
    ELSE
      PERFORM oficina_bootstrap.ensure_setting(
        login, 'role', NULL, pg_catalog.format('ALTER ROLE %I RESET role', login)
      );
    END IF;
    PERFORM oficina_bootstrap.ensure_setting(
      login, 'search_path', pg_catalog.quote_ident(schema_name) || ', public',
      pg_catalog.format('ALTER ROLE %I SET search_path = %I, public', login, schema_name)
    );
    FOR setting IN SELECT * FROM pg_catalog.jsonb_each_text(settings) LOOP
      PERFORM oficina_bootstrap.ensure_setting(
        login, setting.key, setting.value,
        pg_catalog.format(
          'ALTER ROLE %I ' || CASE WHEN setting.value IS NULL THEN 'RESET %I' ELSE 'SET %I = %L' END,
          login, setting.key, setting.value
        )
      );
    END LOOP;
  END LOOP;

  IF iam AND EXISTS (
    SELECT FROM pg_catalog.pg_roles r
    WHERE r.rolname = clone
      AND pg_catalog.shobj_description(r.oid, 'pg_authid') = clone_mark
  ) THEN
    IF EXISTS (SELECT FROM pg_catalog.pg_roles r WHERE r.rolname = clone AND r.rolcanlogin) THEN
      EXECUTE pg_catalog.format('ALTER ROLE %I NOLOGIN', clone); -- the role may own objects, so it is not dropped
    END IF;
    PERFORM oficina_bootstrap.ensure_setting(clone, 'role', NULL, pg_catalog.format('ALTER ROLE %I RESET role', clone));
    PERFORM oficina_bootstrap.set_group(clone, NULL);
  END IF;
  in_iam := EXISTS (
    SELECT FROM pg_catalog.pg_auth_members m
    WHERE m.roleid = pg_catalog.to_regrole('rds_iam')
      AND m.member = pg_catalog.to_regrole(pg_catalog.quote_ident(user_name))
  );
  IF iam AND NOT has_iam THEN
    RAISE NOTICE 'the user "%" cannot log in with IAM: the server has no role rds_iam, as it is not Amazon RDS',
      user_name;
  ELSIF iam AND NOT in_iam THEN
    EXECUTE pg_catalog.format('GRANT rds_iam TO %I', user_name);
  ELSIF in_iam AND NOT iam THEN
    EXECUTE pg_catalog.format('REVOKE rds_iam FROM %I', user_name); -- on RDS, its members can log in only with IAM
  END IF;
END;
$function$;

-- Marks the clone of a user that a rotation has created. A rotation creates a missing clone, but gives it no comment. A
-- role of that name is taken for the clone if it has the same memberships as the user and no special attributes.
CREATE OR REPLACE FUNCTION oficina_bootstrap.adopt_clone(
  user_name text, user_mark text, clone text, clone_mark text
) RETURNS void
LANGUAGE plpgsql SECURITY INVOKER SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
  IF EXISTS (
    SELECT FROM pg_catalog.pg_roles u
      JOIN pg_catalog.pg_roles c ON u.rolname = user_name AND c.rolname = clone
    WHERE pg_catalog.shobj_description(u.oid, 'pg_authid') = user_mark
      AND pg_catalog.shobj_description(c.oid, 'pg_authid') IS NULL
      AND NOT (c.rolsuper OR c.rolcreaterole OR c.rolcreatedb OR c.rolreplication OR c.rolbypassrls)
      AND ARRAY(SELECT DISTINCT roleid FROM pg_catalog.pg_auth_members WHERE member = u.oid ORDER BY 1)
        = ARRAY(SELECT DISTINCT roleid FROM pg_catalog.pg_auth_members WHERE member = c.oid ORDER BY 1)
  ) THEN
    EXECUTE pg_catalog.format('COMMENT ON ROLE %I IS %L', clone, clone_mark);
  END IF;
END;
$function$;

-- Creates an extension in the schema public, or in oficina if public has been dropped. If the server does not have the
-- extension, or has not loaded the library that it needs, the function skips it, and a NOTICE says why.
CREATE OR REPLACE FUNCTION oficina_bootstrap.create_extension(extension_name text, needs_library boolean) RETURNS void
LANGUAGE plpgsql SECURITY INVOKER SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
  IF EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = extension_name) THEN
    RETURN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_available_extensions WHERE name = extension_name) THEN
    RAISE NOTICE 'the extension % is left out: the server does not have it', extension_name;
    RETURN;
  END IF;
  IF needs_library AND NOT extension_name = ANY (
    pg_catalog.regexp_split_to_array(pg_catalog.current_setting('shared_preload_libraries'), '[\s,"]+')
  ) THEN
    RAISE NOTICE 'the extension % is left out: the parameter shared_preload_libraries does not name it', extension_name;
    RETURN;
  END IF;
  EXECUTE pg_catalog.format(
    'CREATE EXTENSION IF NOT EXISTS %I WITH SCHEMA %I',
    extension_name, coalesce(pg_catalog.to_regnamespace('public')::pg_catalog.text, 'oficina')
  );
EXCEPTION
  WHEN insufficient_privilege OR feature_not_supported OR undefined_file OR object_not_in_prerequisite_state THEN
    RAISE NOTICE 'the extension % is left out: %', extension_name, SQLERRM;
END;
$function$;

-- PUBLIC can execute every new function until the right is revoked, and these functions are only for this file and for
-- the role that runs it. They run with the rights of the caller.
REVOKE ALL ON ALL ROUTINES IN SCHEMA oficina_bootstrap FROM PUBLIC;

---------------------------------------------------------------------------------------------------------------- oficina

SELECT oficina_bootstrap.create_schema('oficina');

------------------------------------------------------------------------------------------------------------- extensions

SELECT oficina_bootstrap.create_extension('pgcrypto', false);
SELECT oficina_bootstrap.create_extension('pg_stat_statements', true);
SELECT oficina_bootstrap.create_extension('pgaudit', true);

----------------------------------------------------------------------------------------------------------------- PUBLIC

DO $do$
DECLARE
  excluded text;
BEGIN
  EXECUTE pg_catalog.format('REVOKE CONNECT, TEMPORARY ON DATABASE %I FROM PUBLIC', pg_catalog.current_database());
  -- PUBLIC keeps USAGE, because extensions put their functions there. A role that cannot connect cannot use it anyway.
  IF pg_catalog.to_regnamespace('public') IS NOT NULL THEN
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
  END IF;
  IF pg_catalog.has_database_privilege('public', pg_catalog.current_database(), 'CONNECT')
    OR pg_catalog.has_schema_privilege('public', pg_catalog.to_regnamespace('public'), 'CREATE') THEN
    RAISE EXCEPTION 'PUBLIC still has rights on the database "%" or its schema public, and % cannot revoke them',
        pg_catalog.current_database(), current_user
      USING ERRCODE = 'insufficient_privilege',
        HINT = 'Run this as the owner of the database, which on Amazon RDS is the master user.';
  END IF;
  SELECT pg_catalog.string_agg(pg_catalog.quote_ident(rolname), ', ' ORDER BY rolname) INTO excluded
    FROM pg_catalog.pg_roles
    WHERE rolcanlogin
      AND rolname !~ '^(pg_|rds)'
      AND NOT pg_catalog.has_database_privilege(oid, pg_catalog.current_database(), 'CONNECT');
  IF excluded IS NOT NULL THEN
    RAISE NOTICE 'these roles cannot connect to the database "%" unless they are granted it: %',
      pg_catalog.current_database(), excluded;
  END IF;
END;
$do$;

--------------------------------------------------------------------------------------------------------------- timeouts

DO $do$
DECLARE
  setting text;
BEGIN
  FOREACH setting IN ARRAY ARRAY['statement_timeout', 'idle_in_transaction_session_timeout'] LOOP
    IF NOT EXISTS (
      SELECT FROM pg_catalog.pg_db_role_setting s, pg_catalog.unnest(s.setconfig) AS entry
      WHERE s.setrole = 0
        AND s.setdatabase = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
        AND entry LIKE setting || '=%'
    ) THEN
      EXECUTE pg_catalog.format('ALTER DATABASE %I SET %I = %L', pg_catalog.current_database(), setting, '60s');
    END IF;
  END LOOP;
  -- Migrations and maintenance can take longer than that, and the master user runs them.
  IF NOT EXISTS (
    SELECT FROM pg_catalog.pg_db_role_setting s
      JOIN pg_catalog.pg_roles r ON r.oid = s.setrole,
      pg_catalog.unnest(s.setconfig) AS entry
    WHERE r.rolname = current_user
      AND entry LIKE 'statement_timeout=%'
  ) THEN
    ALTER ROLE CURRENT_USER SET statement_timeout = 0;
  END IF;
END;
$do$;
