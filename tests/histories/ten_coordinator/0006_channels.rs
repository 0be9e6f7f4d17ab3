//! Channels, and when they last changed.
use covet::dsl::*;

#[migration]
fn up(m: &mut Migration) {
    m.create_enum("ChannelState_Type", ["Pending", "Open", "Closed", "ForceClosedRemote", "ForceClosedLocal"]);
    m.create_table("channels", |t| {
        t.text("user_channel_id").primary_key();
        t.text("channel_id").nullable().unique_named("channels_channel_id_key");
        t.big_integer("inbound");
        t.big_integer("outbound");
        t.text("funding_txid").nullable();
        t.native_enum("channel_state", "ChannelState_Type");
        t.text("trader_pubkey").index_named("channels_trader_pubkey");
        t.timestamp_tz("created_at").default_now();
        t.timestamp_tz("updated_at").default_now();
    });
    m.create_object(Trigger, "set_updated_at")
        .on("channels")
        .create(
            "CREATE TRIGGER set_updated_at BEFORE UPDATE ON channels
             FOR EACH ROW EXECUTE FUNCTION set_updated_at()",
        )
        .uses(["set_updated_at"]);
    m.rename_column("channels", "inbound", "inbound_sats");
    m.rename_column("channels", "outbound", "outbound_sats");
}
