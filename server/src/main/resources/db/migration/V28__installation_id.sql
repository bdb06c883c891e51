-- Which installation this is, for what several may share by mistake, such as a namespace of Temporal. Not a secret.
ALTER TABLE weir.installation ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid();
