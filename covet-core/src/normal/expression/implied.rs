//! Casts that PostgreSQL writes out where a number of one type meets one of another: `price * n` is shown as
//! `price * (n)::numeric`.

use super::node::Node;
use super::token::Token;
use crate::schema::{ColumnType, Table};

/// Types of numbers, as they give way to each other.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
enum Number {
    Small,
    Integer,
    Big,
    Numeric,
    Real,
    Double,
}

impl Number {
    fn of_column(ty: &ColumnType) -> Option<Number> {
        Some(match ty {
            ColumnType::SmallInteger => Number::Small,
            ColumnType::Integer | ColumnType::IntegerId => Number::Integer,
            ColumnType::BigInteger | ColumnType::Id => Number::Big,
            ColumnType::Decimal(..) => Number::Numeric,
            ColumnType::Float => Number::Real,
            ColumnType::Double => Number::Double,
            _ => return None,
        })
    }

    fn of_type(name: &str) -> Option<Number> {
        Some(match name {
            "smallint" => Number::Small,
            "integer" => Number::Integer,
            "bigint" => Number::Big,
            "numeric" => Number::Numeric,
            "real" => Number::Real,
            "double precision" => Number::Double,
            _ => return None,
        })
    }

    /// The type in which two are compared or reckoned with.
    fn with(self, other: Number) -> Number {
        match if self > other { self } else { other } {
            Number::Real if self != other => Number::Double,
            greater => greater,
        }
    }
}

/// The expression without the casts that follow from the types of the columns of `table`.
pub(super) fn without(node: Node, table: &Table) -> Node {
    match node {
        Node::Operation(operator, operands) => {
            let operands = operands.into_iter().map(|operand| without(operand, table)).collect();
            let operands = if meets(&operator) { bare(operands, table) } else { operands };
            Node::Operation(operator, operands)
        }
        Node::Call(name, arguments) => {
            let arguments = arguments.into_iter().map(|argument| without(argument, table)).collect();
            let meets = matches!(name.as_str(), "coalesce" | "greatest" | "least");
            Node::Call(name, if meets { bare(arguments, table) } else { arguments })
        }
        atom => atom,
    }
}

/// Whether both sides of an operator have to be of one type.
fn meets(operator: &str) -> bool {
    matches!(operator, "+" | "-" | "*" | "/" | "%" | "=" | "<>" | "<" | ">" | "<=" | ">=")
}

/// Operands that meet, without the casts that follow from the others: from the last to the first, then all at once.
fn bare(mut operands: Vec<Node>, table: &Table) -> Vec<Node> {
    let together = |operands: &[Node]| {
        let all: Option<Vec<Number>> = operands.iter().map(|operand| number(operand, table)).collect();
        all?.into_iter().reduce(Number::with)
    };
    let Some(shown) = together(&operands) else { return operands };
    let all: Vec<Node> = operands.iter().map(|operand| uncast(operand, shown).unwrap_or(operand).clone()).collect();
    if together(&all) == Some(shown) {
        return all;
    }
    for at in (0..operands.len()).rev() {
        if let Some(inner) = uncast(&operands[at], shown).cloned() {
            let cast = std::mem::replace(&mut operands[at], inner);
            if together(&operands) != Some(shown) {
                operands[at] = cast;
            }
        }
    }
    operands
}

/// What is cast to that type.
fn uncast(node: &Node, to: Number) -> Option<&Node> {
    match node {
        Node::Operation(operator, operands) if operator == "::" => match &operands[..] {
            [inner, Node::Atom(ty)] if Number::of_type(ty) == Some(to) => Some(inner),
            _ => None,
        },
        _ => None,
    }
}

fn number(node: &Node, table: &Table) -> Option<Number> {
    match node {
        Node::Atom(text) => {
            let digits = text.trim_start_matches('-');
            match digits.starts_with(|char: char| char.is_ascii_digit()) {
                true if digits.contains(['.', 'e']) => Some(Number::Numeric),
                true => Some(Number::Integer),
                false => {
                    let is = |name: &str| Node::atom(Token::Name(name.to_owned())) == *node;
                    let column = table.columns.iter().find(|column| is(column.name.as_str()));
                    column.and_then(|column| Number::of_column(&column.ty))
                }
            }
        }
        Node::Operation(operator, operands) => match (operator.as_str(), &operands[..]) {
            ("::", [_, Node::Atom(ty)]) => Number::of_type(ty),
            ("+" | "-" | "*" | "/" | "%", operands) => {
                let all: Option<Vec<Number>> = operands.iter().map(|operand| number(operand, table)).collect();
                all?.into_iter().reduce(Number::with)
            }
            _ => None,
        },
        Node::Call(name, arguments) if matches!(name.as_str(), "coalesce" | "greatest" | "least") => {
            let all: Option<Vec<Number>> = arguments.iter().map(|argument| number(argument, table)).collect();
            all?.into_iter().reduce(Number::with)
        }
        Node::Call(..) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Dialect, value_of};
    use crate::schema::{Column, ColumnType, Table};

    #[test]
    fn casts_that_follow_are_left_out_and_others_are_not() {
        let mut table = Table::new("t");
        for (name, ty) in [
            ("n", ColumnType::Integer),
            ("m", ColumnType::Integer),
            ("price", ColumnType::Decimal(10, 2)),
            ("Rate", ColumnType::Float),
        ] {
            table.columns.push(Column::new(name, ty));
        }
        let normal = |text: &str| value_of(text, &table, Dialect::Postgres);
        for (written, shown) in [
            ("price * n", "(price * (n)::numeric)"),
            ("n > price", "((n)::numeric > price)"),
            ("\"Rate\" * n", "(\"Rate\" * (n)::double precision)"),
            ("\"Rate\" * n", "((\"Rate\")::double precision * (n)::double precision)"),
            ("price * (n + 1)", "(price * ((n + 1))::numeric)"),
            ("n::numeric / m", "((n)::numeric / (m)::numeric)"),
            ("n * 1.19", "((n)::numeric * 1.19)"),
            ("coalesce(n, price)", "COALESCE((n)::numeric, price)"),
        ] {
            assert_eq!(normal(written), normal(shown), "{written}");
        }
        for (one, other) in [("n::numeric / m", "n / m"), ("n::numeric / 2", "n / 2"), ("n::bigint * m", "n * m")] {
            assert_ne!(normal(one), normal(other), "{one}");
        }
    }
}
