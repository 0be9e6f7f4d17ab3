//! An expression that is parsed, and how its NOTs go inwards.

use std::fmt;

use super::token::Token;
use crate::dialect::Dialect;

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    /// A name, a literal, a keyword.
    Atom(String),
    /// An operator and its operands: one, two, or any number for AND and OR.
    Operation(String, Vec<Node>),
    /// A function, or anything else that stands before a list in parentheses.
    Call(String, Vec<Node>),
}

/// The comparison that is true where another is false.
const OPPOSITES: [(&str, &str); 9] = [
    ("=", "<>"),
    ("<", ">="),
    (">", "<="),
    ("in", "not in"),
    ("like", "not like"),
    ("ilike", "not ilike"),
    ("is", "is not"),
    ("~", "!~"),
    ("~*", "!~*"),
];

fn opposite(operator: &str) -> Option<&'static str> {
    OPPOSITES.iter().find_map(|(one, other)| match operator {
        _ if operator == *one => Some(*other),
        _ if operator == *other => Some(*one),
        _ => None,
    })
}

impl Node {
    /// The expression that one token is.
    pub(super) fn atom(token: Token) -> Node {
        Node::Atom(match token {
            Token::Word(text) | Token::Number(text) | Token::Other(text) => text,
            Token::Name(name) => match is_plain(&name) {
                true => name,
                false => format!("\"{}\"", name.replace('"', "\"\"")),
            },
            Token::Text(text) => format!("'{}'", text.replace('\'', "''")),
            Token::Mark(mark) => mark.to_owned(),
        })
    }

    pub(super) fn binary(operator: &str, left: Node, right: Node) -> Node {
        Node::Operation(operator.to_owned(), vec![left, right])
    }

    /// The expression as a condition, or the opposite of it, with every NOT as far inside as it goes.
    pub(super) fn condition(self, holds: bool, dialect: Dialect) -> Node {
        match self {
            Node::Operation(operator, operands) if operator == "and" || operator == "or" => {
                let operator = if (operator == "and") == holds { "and" } else { "or" };
                let mut flat = Vec::with_capacity(operands.len());
                for operand in operands {
                    match operand.condition(holds, dialect) {
                        Node::Operation(inner, more) if inner == operator => flat.extend(more),
                        other => flat.push(other),
                    }
                }
                Node::Operation(operator.to_owned(), flat)
            }
            Node::Operation(operator, mut operands) if operator == "not" && operands.len() == 1 => {
                operands.remove(0).condition(!holds, dialect)
            }
            Node::Operation(operator, operands) if opposite(&operator).is_some() => {
                match (holds, opposite(&operator)) {
                    (false, Some(opposite)) => Node::Operation(opposite.to_owned(), operands),
                    _ => Node::Operation(operator, operands),
                }
            }
            // There is no type of truth values there: what stands alone is compared with zero.
            Node::Atom(name) if dialect == Dialect::MySql => {
                Node::binary(if holds { "<>" } else { "=" }, Node::Atom(name), Node::Atom("0".into()))
            }
            other if holds => other,
            other => Node::Operation("not".into(), vec![other]),
        }
    }
}

/// Whether a name is the same without quotes.
fn is_plain(name: &str) -> bool {
    let word = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '_';
    name.chars().all(word) && !name.is_empty() && !name.starts_with(|char: char| char.is_ascii_digit())
}

/// Operands in parentheses wherever they are operations themselves.
impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operand = |f: &mut fmt::Formatter<'_>, node: &Node| match node {
            Node::Operation(..) => write!(f, "({node})"),
            node => write!(f, "{node}"),
        };
        match self {
            Node::Atom(text) => f.write_str(text),
            Node::Operation(operator, operands) if operands.len() == 1 => {
                write!(f, "{operator} ")?;
                operand(f, &operands[0])
            }
            Node::Operation(operator, operands) => {
                for (at, node) in operands.iter().enumerate() {
                    if at > 0 {
                        write!(f, " {operator} ")?;
                    }
                    operand(f, node)?;
                }
                Ok(())
            }
            Node::Call(name, arguments) => {
                let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
                write!(f, "{name}({})", arguments.join(", "))
            }
        }
    }
}
