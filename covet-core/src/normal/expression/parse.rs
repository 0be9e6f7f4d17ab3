//! Parses expressions by the strength of their operators.

use super::alias;
use super::interval::interval;
use super::node::Node;
use super::token::Token;
use crate::dialect::Dialect;

/// No person writes, and no database needs, expressions that are deeper than this.
const MAX_DEPTH: usize = 60;

/// How strongly operators bind, from `OR` upwards.
mod strength {
    pub(super) const OR: u8 = 1;
    pub(super) const AND: u8 = 2;
    pub(super) const NOT: u8 = 3;
    pub(super) const COMPARISON: u8 = 4;
    pub(super) const OTHER: u8 = 5;
    pub(super) const SUM: u8 = 6;
    pub(super) const PRODUCT: u8 = 7;
    pub(super) const SIGN: u8 = 8;
}

/// Words that cannot begin an operand.
const NO_OPERANDS: [&str; 15] = [
    "and", "or", "is", "in", "like", "ilike", "between", "when", "then", "else", "end", "as", "collate", "escape",
    "from",
];

/// The names of one type.
const TYPES: [(&str, &str); 6] = [
    ("int", "integer"),
    ("int4", "integer"),
    ("int8", "bigint"),
    ("bool", "boolean"),
    ("decimal", "numeric"),
    ("varchar", "character varying"),
];

/// The expression that all the tokens are; nothing where they are none that is understood.
pub(super) fn expression(tokens: &[Token], dialect: Dialect) -> Option<Node> {
    let mut parser = Parser { tokens, at: 0, depth: 0, dialect };
    let node = parser.operand(0)?;
    (parser.at == tokens.len()).then_some(node)
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    depth: usize,
    dialect: Dialect,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<&'a Token> {
        self.at += 1;
        self.tokens.get(self.at - 1)
    }

    fn takes(&mut self, is_wanted: impl FnOnce(&Token) -> bool) -> bool {
        let taken = self.peek().is_some_and(is_wanted);
        self.at += usize::from(taken);
        taken
    }

    fn takes_word(&mut self, word: &str) -> bool {
        self.takes(|token| token.is_word(word))
    }

    fn takes_mark(&mut self, mark: &str) -> bool {
        self.takes(|token| token.is_mark(mark))
    }

    /// An operand and every operator behind it that binds at least as strongly as `least`.
    fn operand(&mut self, least: u8) -> Option<Node> {
        if self.depth >= MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let mut left = self.prefixed();
        while let Some(node) = left.take() {
            match self.operator(least) {
                Some((operator, strength)) => left = self.behind(node, operator, strength),
                None => {
                    left = Some(node);
                    break;
                }
            }
        }
        self.depth -= 1;
        left
    }

    /// An operand with what stands before it.
    fn prefixed(&mut self) -> Option<Node> {
        if self.takes_word("not") {
            return Some(Node::Operation("not".into(), vec![self.operand(strength::NOT)?]));
        }
        if self.takes_mark("-") {
            return Some(match self.operand(strength::SIGN)? {
                Node::Atom(text) => Node::Atom(format!("-{text}")),
                node => Node::Operation("-".into(), vec![node]),
            });
        }
        if self.takes_mark("+") {
            return self.operand(strength::SIGN);
        }
        let primary = self.primary()?;
        self.suffixed(primary)
    }

    /// The operator that stands here and binds at least as strongly as `least`; it is taken.
    fn operator(&mut self, least: u8) -> Option<(&'a str, u8)> {
        let (operator, strength) = match self.peek()? {
            Token::Word(word) => match word.as_str() {
                "or" => ("or", strength::OR),
                "and" => ("and", strength::AND),
                "mod" => ("%", strength::PRODUCT),
                "div" => ("div", strength::PRODUCT),
                "is" | "in" | "like" | "ilike" | "between" | "similar" => (word.as_str(), strength::COMPARISON),
                // Only before one of these.
                "not" => (word.as_str(), strength::COMPARISON),
                _ => return None,
            },
            Token::Mark(mark) => match *mark {
                "=" | "==" => ("=", strength::COMPARISON),
                "<>" | "!=" => ("<>", strength::COMPARISON),
                "<" | ">" | "<=" | ">=" | "<=>" => (*mark, strength::COMPARISON),
                "+" | "-" => (*mark, strength::SUM),
                "*" | "/" | "%" => (*mark, strength::PRODUCT),
                "~~" => ("like", strength::OTHER),
                "!~~" => ("not like", strength::OTHER),
                "~~*" => ("ilike", strength::OTHER),
                "!~~*" => ("not ilike", strength::OTHER),
                "(" | ")" | "[" | "]" | "," | "." | "::" => return None,
                other => (other, strength::OTHER),
            },
            Token::Other(text) => (text.as_str(), strength::OTHER),
            Token::Name(_) | Token::Text(_) | Token::Number(_) => return None,
        };
        (strength >= least).then(|| self.at += 1)?;
        Some((operator, strength))
    }

    /// `left`, the operator that was taken, and what stands behind it.
    fn behind(&mut self, left: Node, operator: &str, strength: u8) -> Option<Node> {
        match operator {
            "is" => {
                let operator = if self.takes_word("not") { "is not" } else { "is" };
                Some(Node::binary(operator, left, self.operand(strength::OTHER)?))
            }
            "not" => match self.next()? {
                Token::Word(word) if matches!(word.as_str(), "in" | "like" | "ilike" | "between" | "similar") => {
                    let positive = self.behind(left, word, strength)?;
                    Some(positive.condition(false, Dialect::Postgres))
                }
                _ => None,
            },
            "in" => {
                let list = self.list()?;
                Some(within(left, list))
            }
            // As PostgreSQL keeps it.
            "similar" => {
                if !self.takes_word("to") {
                    return None;
                }
                let pattern = self.operand(strength::OTHER)?;
                Some(Node::binary("~", left, Node::Call("similar_to_escape".into(), vec![pattern])))
            }
            "between" => {
                let symmetric = self.takes_word("symmetric");
                let low = self.operand(strength::OTHER)?;
                if !self.takes_word("and") {
                    return None;
                }
                let high = self.operand(strength::OTHER)?;
                Some(match symmetric {
                    true => Node::binary("or", between(&left, &low, &high), between(&left, &high, &low)),
                    false => between(&left, &low, &high),
                })
            }
            "=" | "<>" if self.takes_word(if operator == "=" { "any" } else { "all" }) => {
                let found = within(left, self.array()?);
                Some(found.condition(operator == "=", Dialect::Postgres))
            }
            _ => Some(Node::binary(operator, left, self.operand(strength + 1)?)),
        }
    }

    /// An operand with the casts, the collation and the zone behind it.
    fn suffixed(&mut self, mut node: Node) -> Option<Node> {
        loop {
            if self.takes_mark("::") {
                let ty = self.type_name()?;
                node = cast(node, ty);
            } else if self.takes_mark("[") {
                node = Node::binary("[]", node, Node::Call(String::new(), self.until("]")?));
            } else if self.takes_word("collate") {
                node = Node::binary("collate", node, Node::atom(self.next()?.clone()));
            } else if self.takes_word("at") {
                if !(self.takes_word("time") && self.takes_word("zone")) {
                    return None;
                }
                let zone = self.primary()?;
                let zone = self.suffixed(zone)?;
                node = Node::binary("at time zone", node, zone);
            } else {
                return Some(node);
            }
        }
    }

    fn primary(&mut self) -> Option<Node> {
        let token = self.next()?;
        match token {
            Token::Mark("(") => {
                let inner = self.operand(0)?;
                self.takes_mark(")").then_some(inner)
            }
            Token::Text(_) | Token::Number(_) => Some(Node::atom(token.clone())),
            Token::Word(word) if word == "case" => self.case(),
            Token::Word(word) if word == "cast" => {
                if !self.takes_mark("(") {
                    return None;
                }
                let node = self.operand(0)?;
                let ty = if self.takes_word("as") { self.type_name()? } else { return None };
                self.takes_mark(")").then(|| cast(node, ty))
            }
            Token::Word(word) if word == "array" && self.takes_mark("[") => {
                Some(Node::Call("array".into(), self.until("]")?))
            }
            Token::Word(word) if NO_OPERANDS.contains(&word.as_str()) => None,
            Token::Word(word) if word == "interval" && self.dialect == Dialect::MySql => {
                let amount = self.operand(strength::OTHER)?;
                let unit = self.next()?;
                Some(Node::Call("interval".into(), vec![amount, Node::atom(unit.clone())]))
            }
            Token::Word(word) if word == "interval" && matches!(self.peek(), Some(Token::Text(_))) => {
                Some(cast(Node::atom(self.next()?.clone()), "interval".into()))
            }
            Token::Word(_) | Token::Name(_) => self.named(token),
            Token::Mark(_) | Token::Other(_) => None,
        }
    }

    /// A column, perhaps qualified, or a function.
    fn named(&mut self, first: &Token) -> Option<Node> {
        let mut name = self.name(first);
        while self.takes_mark(".") {
            let token = self.next()?;
            name = format!("{name}.{}", self.name(token));
        }
        if !self.takes_mark("(") {
            return Some(alias::word(name, self.dialect));
        }
        Some(alias::call(name, self.until(")")?, self.dialect))
    }

    /// Names that differ by case alone are one on all but PostgreSQL.
    fn name(&self, token: &Token) -> String {
        let token = match token {
            Token::Name(name) if self.dialect != Dialect::Postgres => Token::Name(name.to_lowercase()),
            token => token.clone(),
        };
        Node::atom(token).to_string()
    }

    /// Expressions with commas between, up to the mark that closes them; `*` for `count(*)`, and words between for
    /// `trim(BOTH FROM name)` and `extract(year FROM born)`.
    fn until(&mut self, close: &str) -> Option<Vec<Node>> {
        let mut nodes = Vec::new();
        if self.takes_word("both") {
            self.takes_word("from");
        }
        if self.takes_mark(close) {
            return Some(nodes);
        }
        loop {
            nodes.push(if self.takes_mark("*") { Node::Atom("*".into()) } else { self.operand(0)? });
            if self.takes_mark(close) {
                return Some(nodes);
            }
            if !(self.takes_mark(",") || self.takes_word("from") || self.takes_word("for")) {
                return None;
            }
        }
    }

    fn list(&mut self) -> Option<Vec<Node>> {
        self.takes_mark("(").then(|| self.until(")"))?
    }

    /// What stands behind `= ANY`: an array that is written out.
    fn array(&mut self) -> Option<Vec<Node>> {
        let [array] = <[Node; 1]>::try_from(self.list()?).ok()?;
        match array {
            Node::Call(name, elements) if name == "array" => Some(elements),
            _ => None,
        }
    }

    fn case(&mut self) -> Option<Node> {
        let mut parts = Vec::new();
        if !self.peek()?.is_word("when") {
            parts.push(self.operand(0)?);
        }
        while self.takes_word("when") {
            let condition = self.operand(0)?;
            if !self.takes_word("then") {
                return None;
            }
            parts.push(Node::binary("then", condition, self.operand(0)?));
        }
        if self.takes_word("else") {
            let otherwise = self.operand(0)?;
            if otherwise != Node::Atom("null".into()) {
                parts.push(otherwise);
            }
        }
        self.takes_word("end").then(|| Node::Call("case".into(), parts))
    }

    /// The name of a type, with its length.
    fn type_name(&mut self) -> Option<String> {
        let mut text = match self.next()? {
            Token::Word(word) => word.clone(),
            name @ Token::Name(_) => Node::atom(name.clone()).to_string(),
            _ => return None,
        };
        while let Some(Token::Word(word)) = self.peek() {
            if !matches!(word.as_str(), "varying" | "precision" | "with" | "without" | "time" | "zone") {
                break;
            }
            text = format!("{text} {word}");
            self.at += 1;
        }
        if let Some((_, name)) = TYPES.iter().find(|(alias, _)| *alias == text) {
            text = (*name).to_owned();
        }
        while self.takes_mark(".") {
            text = format!("{text}.{}", Node::atom(self.next()?.clone()));
        }
        if self.takes_mark("(") {
            let numbers: Vec<String> = self.until(")")?.iter().map(ToString::to_string).collect();
            text = format!("{text}({})", numbers.join(","));
        }
        while matches!(self.peek(), Some(Token::Word(word)) if matches!(word.as_str(), "with" | "without" | "time" | "zone"))
        {
            self.at += 1;
        }
        while self.takes_mark("[") {
            text.push_str("[]");
            self.takes(|token| matches!(token, Token::Number(_)));
            if !self.takes_mark("]") {
                return None;
            }
        }
        Some(text)
    }
}

fn between(node: &Node, low: &Node, high: &Node) -> Node {
    let from = Node::binary(">=", node.clone(), low.clone());
    Node::binary("and", from, Node::binary("<=", node.clone(), high.clone()))
}

/// `left IN (list)`; a list of one is a comparison.
fn within(left: Node, mut list: Vec<Node>) -> Node {
    match list.len() {
        1 => Node::binary("=", left, list.remove(0)),
        _ => Node::binary("in", left, Node::Call(String::new(), list)),
    }
}

/// A cast, without those that a database adds by itself: of literals, and from one text type to another.
fn cast(node: Node, ty: String) -> Node {
    let base = ty.trim_end_matches("[]");
    let to_text = matches!(base, "text" | "character varying" | "bpchar") || base.starts_with("character varying(");
    let is_literal = |node: &Node| match node {
        Node::Atom(text) => text.starts_with(|char: char| char == '\'' || char == '-' || char.is_ascii_digit()),
        _ => false,
    };
    match node {
        Node::Atom(text) if is_number_type(base) && text.starts_with('\'') => {
            let inner = text.trim_matches('\'');
            Node::Atom(if inner.parse::<f64>().is_ok() { inner.to_owned() } else { text })
        }
        Node::Atom(text) if base == "interval" && text.starts_with('\'') => {
            Node::Atom(format!("'{}'", interval(text.trim_matches('\''))))
        }
        node if to_text || is_literal(&node) => node,
        node => Node::binary("::", node, Node::Atom(ty)),
    }
}

fn is_number_type(ty: &str) -> bool {
    matches!(ty, "integer" | "bigint" | "smallint" | "real" | "double precision") || ty.starts_with("numeric")
}
