//! An index as the call that makes it, beside its table or inside it.

use super::chain::Chain;
use super::literal;
use super::operation::named;
use crate::ident::{Ident, TableName};
use crate::schema::{Index, IndexKey, IndexPart, Nulls};

/// `m.create_index(..)`; nothing where two parts are the same, of which no call could name the second.
pub(super) fn created(table: &TableName, index: &Index) -> Option<Chain> {
    let on_columns =
        |columns: &[Ident]| Chain::on("m").call("create_index", [literal::name(table), literal::list(columns)]);
    let on_expression = |sql: &str| Chain::on("m").call("create_index_on", [literal::name(table), literal::text(sql)]);
    written(table, index, on_columns, on_expression)
}

/// `t.index(..)`.
pub(super) fn inside(table: &TableName, index: &Index) -> Option<Chain> {
    let on_columns = |columns: &[Ident]| Chain::on("t").call("index", [literal::list(columns)]);
    let on_expression = |sql: &str| Chain::on("t").call("index_on", [literal::text(sql)]);
    written(table, index, on_columns, on_expression)
}

fn written(
    table: &TableName,
    index: &Index,
    on_columns: impl FnOnce(&[Ident]) -> Chain,
    on_expression: impl FnOnce(&str) -> Chain,
) -> Option<Chain> {
    let texts: Vec<&str> = index.parts.iter().map(IndexPart::text).collect();
    if texts.iter().enumerate().any(|(at, text)| texts[..at].contains(text)) {
        return None;
    }
    let columns: Vec<Ident> = index.parts.iter().map_while(|part| part.as_column().cloned()).collect();
    let (chain, rest) = match &index.parts[columns.len()..] {
        [first, rest @ ..] if columns.is_empty() => {
            let derived = Index::on_expression(table, first.text()).name;
            let name = (derived != index.name).then_some(index.name.as_str());
            (on_expression(first.text()).text_if(name, "name"), rest)
        }
        rest => (named(on_columns(&columns), "ix", table, &columns, &index.name), rest),
    };
    let chain = rest.iter().fold(chain.flag_if(index.unique, "unique"), |chain, part| match &part.key {
        IndexKey::Column(name) => chain.call("column", [literal::name(name)]),
        IndexKey::Expression(sql) => chain.call("expression", [literal::text(sql)]),
    });
    let chain = index.parts.iter().fold(chain, refined_part).text_if(index.filter.as_deref(), "filter");
    let chain = match index.include.is_empty() {
        true => chain,
        false => chain.call("include", [literal::list(&index.include)]),
    };
    Some(chain.text_if(index.using.as_deref(), "using").flag_if(index.nulls_not_distinct, "nulls_not_distinct"))
}

fn refined_part(mut chain: Chain, part: &IndexPart) -> Chain {
    let name = || literal::text(part.text());
    if part.desc {
        chain = chain.call("desc", [name()]);
    }
    chain = match part.nulls {
        None => chain,
        Some(Nulls::First) => chain.call("nulls_first", [name()]),
        Some(Nulls::Last) => chain.call("nulls_last", [name()]),
    };
    if let Some(opclass) = &part.opclass {
        chain = chain.call("opclass", [name(), literal::text(opclass)]);
    }
    match part.prefix {
        Some(characters) => chain.call("prefix", [name(), characters.into()]),
        None => chain,
    }
}
