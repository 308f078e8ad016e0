-- The first tables of the workshop. They belong to the owners of the schema, who change them by migrations; services read and write the rows.

CREATE TABLE oficina.customer (
  id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  tax_id      text NOT NULL UNIQUE, -- CPF or CNPJ, which customers log in with
  name        text NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE oficina.service_order (
  id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  customer_id  uuid NOT NULL REFERENCES oficina.customer,
  plate        text NOT NULL,
  status       text NOT NULL DEFAULT 'received'
    CHECK (status IN ('received', 'diagnosed', 'approved', 'in progress', 'finished', 'delivered')),
  created_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON oficina.service_order (customer_id);
