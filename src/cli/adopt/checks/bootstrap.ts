import { Client } from 'pg';
import { fine, notable, PhaseCheck, stopping, textsOf } from './phase-check';
import { lookInto } from './session';

/*
 * scripts/init-db.sql takes CONNECT and TEMPORARY on the database, and CREATE on the schema public, from PUBLIC. Who
 * has one of these rights by PUBLIC alone loses it.
 */

type Right = 'CONNECT' | 'TEMPORARY' | 'CREATE';

interface Losing {
  readonly role: string;
  readonly right: Right;
}

/** Roles that log in, and have a right only because everybody has it: no role of theirs was given it. */
const LOSING = `
  WITH acl AS (
    SELECT e.grantee, e.privilege_type AS privilege
      FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) e
      WHERE d.datname = current_database() AND e.privilege_type IN ('CONNECT', 'TEMPORARY')
    UNION ALL
    SELECT e.grantee, e.privilege_type
      FROM pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) e
      WHERE n.nspname = 'public' AND e.privilege_type = 'CREATE'
  )
  SELECT r.rolname AS role, everybody.privilege AS "right"
    FROM (SELECT DISTINCT acl.privilege FROM acl WHERE acl.grantee = 0) everybody, pg_roles r
    WHERE r.rolcanlogin AND NOT r.rolsuper AND r.rolname !~ '^(pg_|rds)' AND r.rolname <> current_user
      AND NOT EXISTS (
        SELECT FROM acl
          WHERE acl.privilege = everybody.privilege AND acl.grantee <> 0 AND pg_has_role(r.oid, acl.grantee, 'USAGE')
      )
    ORDER BY 2, 1`;

const OWNER = `
  SELECT current_database() AS database, pg_get_userbyid(datdba) AS owner, pg_has_role(datdba, 'USAGE') AS is_owner
    FROM pg_database WHERE datname = current_database()`;

/** `bootstrap`: who connects, or makes temporary tables and objects in public, only because everybody may. */
export const bootstrap: PhaseCheck = async (check) => {
  const texts = textsOf(check);
  const { losing, database, owner, isOwner } = await lookInto(check, look);
  const of = (right: Right) => losing.filter((entry) => entry.right === right).map(({ role }) => role);
  const [connect, temporary, create] = [of('CONNECT'), of('TEMPORARY'), of('CREATE')];
  return [
    isOwner
      ? fine('roles', texts.ownsDatabase(database), { database, owner })
      : stopping('roles', texts.ownedByOther(database, owner), texts.giveDatabase(database), { database, owner }),
    connect.length === 0
      ? fine('publicRights', texts.nobodyLoses('CONNECT'))
      : stopping(
          'publicRights',
          texts.loses('CONNECT', connect),
          texts.grant(`CONNECT ON DATABASE ${quoted(database)}`),
          {
            right: 'CONNECT',
            roles: connect,
          },
        ),
    temporary.length === 0
      ? fine('publicRights', texts.nobodyLoses('TEMPORARY'))
      : notable(
          'publicRights',
          texts.loses('TEMPORARY', temporary),
          texts.grant(`TEMPORARY ON DATABASE ${quoted(database)}`),
          { right: 'TEMPORARY', roles: temporary },
        ),
    create.length === 0
      ? fine('publicRights', texts.nobodyLoses('CREATE'))
      : notable('publicRights', texts.loses('CREATE', create), texts.grant('CREATE ON SCHEMA public'), {
          right: 'CREATE',
          roles: create,
        }),
  ];
};

async function look(client: Client) {
  const { rows: losing } = await client.query<Losing>(LOSING);
  const { rows } = await client.query<{ database: string; owner: string; is_owner: boolean }>(OWNER);
  const [{ database, owner, is_owner: isOwner }] = rows;
  return { losing, database, owner, isOwner };
}

/** A name as SQL writes it. */
function quoted(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replace(/"/g, '""')}"`;
}
