//! Names that have to be quoted, cut or refused.

use crate::golden::{CASE, Case};

pub fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "hostile_names",
            prepare: |m| {
                m.create_table("a\"b`c'd;--", |t| {
                    t.id();
                    t.string("order", 20);
                    t.string("x\\\"`';--[]", 20).default("\\'\"`;--");
                });
            },
            up: |m| {
                m.create_table("group", |t| {
                    t.references("sel\"ect", "a\"b`c'd;--");
                    t.integer("\\").unique();
                });
                m.alter_column("a\"b`c'd;--", |t| t.text("x\\\"`';--[]").nullable().default("\\"));
                m.create_index("a\"b`c'd;--", ["order"]).name("i\"`';--");
            },
            ..CASE
        },
        Case {
            name: "names_beyond_the_basic_plane",
            up: |m| {
                m.create_table("\u{1F600}", |t| t.integer("\u{1F601}").index());
            },
            ..CASE
        },
        Case {
            name: "long_names",
            prepare: |m| {
                m.create_table("a_table_whose_name_has_sixty_three_bytes_which_is_all_there_may", |t| {
                    t.id();
                    t.string("a_column_whose_name_has_sixty_three_bytes_which_is_all_there_be", 20).unique().index();
                });
            },
            up: |m| {
                m.alter_column("a_table_whose_name_has_sixty_three_bytes_which_is_all_there_may", |t| {
                    t.string("a_column_whose_name_has_sixty_three_bytes_which_is_all_there_be", 21)
                });
            },
            ..CASE
        },
        Case {
            name: "qualified_names",
            prepare: |m| {
                m.create_table("billing.plans", |t| t.id());
            },
            up: |m| {
                m.create_table("billing.invoices", |t| {
                    t.id();
                    t.references("plan_id", "billing.plans").index();
                });
                m.drop_index("billing.invoices", "ix_invoices_plan_id");
            },
            runs: false,
            ..CASE
        },
    ]
}
