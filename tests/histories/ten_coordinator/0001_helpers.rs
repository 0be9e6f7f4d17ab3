//! A trigger's function that keeps `updated_at`.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.create_object(Function, "set_updated_at").create(
        "CREATE FUNCTION set_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN
             IF NEW IS DISTINCT FROM OLD AND NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at THEN
                 NEW.updated_at := current_timestamp;
             END IF;
             RETURN NEW;
         END $$",
    );
}
