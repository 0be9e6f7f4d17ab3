//! Numbers have a type that is one.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.alter_column("orders", |t| t.double("leverage"));
    m.alter_column("orders", |t| t.double("quantity"));
    m.alter_column("orders", |t| t.double("execution_price").nullable());
    m.create_index("orders", ["contract_symbol"]).filter("state = 'open'").name("orders_open");
}
