-- Who vouches for the certificate of a workspace's database, in PEM: hosted databases often have an authority of their own.
ALTER TABLE weir.workspace_database ADD COLUMN ca_certificate text;
