//! Orders and positions of the app.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.create_table("orders", |t| {
        t.text("id").primary_key();
        t.custom("leverage", "NUMBER");
        t.custom("quantity", "NUMBER");
        t.text("contract_symbol");
        t.text("direction");
        t.text("status");
        t.custom("execution_price", "NUMBER").nullable();
    });
    m.create_table("positions", |t| {
        t.text("contract_symbol").primary_key();
        t.custom("leverage", "NUMBER");
        t.big_integer("collateral");
    });
    m.create_table("last_login", |t| {
        t.integer_id();
        t.text("date");
    });
}
