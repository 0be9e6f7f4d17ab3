//! Method calls as text, broken into lines where rustfmt breaks them.

/// The longest line.
pub(super) const WIDTH: usize = 100;
/// The longest chain of several calls, and the longest list of arguments, that stay on one line.
const SHORT: usize = 60;

/// Calls on `m` or `t`, one behind another: `t.string("email", 255).unique()`.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    receiver: &'static str,
    calls: Vec<Call>,
}

#[derive(Clone, Debug)]
struct Call {
    name: &'static str,
    arguments: Vec<Argument>,
    body: Option<Body>,
}

/// An argument that is no closure.
#[derive(Clone, Debug)]
pub(super) enum Argument {
    /// A literal or a path.
    Word(String),
    /// An array.
    List(Vec<String>),
}

impl Argument {
    pub(super) fn one_line(&self) -> String {
        match self {
            Argument::Word(word) => word.clone(),
            Argument::List(items) => format!("[{}]", items.join(", ")),
        }
    }

    /// On a line of its own, indented so far, or on several where it is a long list.
    pub(super) fn lines(&self, indent: usize) -> String {
        let (margin, one) = (" ".repeat(indent), self.one_line());
        match self {
            Argument::List(items) if one.chars().count() > SHORT => {
                let items: String = items.iter().map(|item| format!("{margin}    {item},\n")).collect();
                format!("{margin}[\n{items}{margin}],\n")
            }
            _ => format!("{margin}{one},\n"),
        }
    }
}

impl<T: ToString> From<T> for Argument {
    fn from(word: T) -> Self {
        Argument::Word(word.to_string())
    }
}

/// A closure, the last argument of a call.
#[derive(Clone, Debug)]
struct Body {
    parameter: &'static str,
    statements: Vec<Chain>,
}

impl Chain {
    pub(super) fn on(receiver: &'static str) -> Self {
        Chain { receiver, calls: Vec::new() }
    }

    /// Adds a call.
    pub(super) fn call(mut self, name: &'static str, arguments: impl IntoIterator<Item = Argument>) -> Self {
        let arguments = arguments.into_iter().collect();
        self.calls.push(Call { name, arguments, body: None });
        self
    }

    /// Adds a call without arguments.
    pub(super) fn flag(self, name: &'static str) -> Self {
        self.call(name, [])
    }

    /// Adds a call without arguments where something is so.
    pub(super) fn flag_if(self, is_so: bool, name: &'static str) -> Self {
        if is_so { self.flag(name) } else { self }
    }

    /// Adds a call with a text where there is one.
    pub(super) fn text_if(self, text: Option<&str>, name: &'static str) -> Self {
        match text {
            Some(text) => self.call(name, [super::literal::text(text)]),
            None => self,
        }
    }

    /// Gives the last call a closure as its last argument.
    pub(super) fn with_body(mut self, parameter: &'static str, statements: Vec<Chain>) -> Self {
        if let Some(call) = self.calls.last_mut() {
            call.body = Some(Body { parameter, statements });
        }
        self
    }

    /// The statement, with its semicolon, indented so far.
    pub(super) fn statement(&self, indent: usize) -> String {
        let margin = " ".repeat(indent);
        match self.one_line().filter(|line| indent + line.len() < WIDTH) {
            Some(line) => format!("{margin}{line};\n"),
            None => {
                let text = self.ended_by_body(indent).unwrap_or_else(|| self.broken(indent));
                format!("{margin}{text};\n")
            }
        }
    }

    /// All of it on one line, where it is short enough for that.
    fn one_line(&self) -> Option<String> {
        let calls: Option<Vec<String>> = self.calls.iter().map(Call::one_line).collect();
        let line = format!("{}{}", self.receiver, calls?.concat());
        (self.calls.len() < 2 || line.chars().count() <= SHORT).then_some(line)
    }

    /// A chain whose last call alone takes several lines, where what stands before them is short.
    fn ended_by_body(&self, indent: usize) -> Option<String> {
        let [before @ .., last] = &self.calls[..] else { return None };
        last.body.as_ref().filter(|_| !before.is_empty())?;
        let before: Option<Vec<String>> = before.iter().map(Call::one_line).collect();
        let text = format!("{}{}{}", self.receiver, before?.concat(), last.broken(indent));
        (text.lines().next()?.chars().count() <= SHORT).then_some(text)
    }

    /// The first call stays with its receiver; where it takes several lines, the others begin below it.
    fn broken(&self, indent: usize) -> String {
        let mut text = self.receiver.to_owned();
        let mut deeper = indent;
        for (at, call) in self.calls.iter().enumerate() {
            if at > 0 {
                text += &format!("\n{}", " ".repeat(deeper));
            }
            let room = WIDTH - deeper.min(WIDTH);
            let one = call.one_line().filter(|line| line.chars().count() < room);
            if at == 0 && one.is_some() {
                deeper = indent + 4;
            }
            let from = if at == 0 { indent } else { deeper };
            text += &one.unwrap_or_else(|| call.broken(from));
        }
        text
    }
}

impl Call {
    fn one_line(&self) -> Option<String> {
        let body = match &self.body {
            None => None,
            Some(Body { parameter, statements }) => match &statements[..] {
                [only] => Some(format!("|{parameter}| {}", only.one_line()?)),
                [] => Some(format!("|{parameter}| {{}}")),
                _ => return None,
            },
        };
        let list: Vec<String> = self.arguments.iter().map(Argument::one_line).chain(body).collect();
        // One argument alone is not made to stand by itself for its length.
        let is_short = |list: &str| list.chars().count() <= SHORT || matches!(self.arguments[..], [Argument::Word(_)]);
        let list = list.join(", ");
        (is_short(&list) && !list.contains('\n')).then(|| format!(".{}({list})", self.name))
    }

    fn broken(&self, indent: usize) -> String {
        let margin = " ".repeat(indent);
        match &self.body {
            Some(Body { parameter, statements }) => {
                let before: String = self.arguments.iter().map(|one| one.one_line() + ", ").collect();
                let inside: String = statements.iter().map(|statement| statement.statement(indent + 4)).collect();
                format!(".{}({before}|{parameter}| {{\n{inside}{margin}}})", self.name)
            }
            None => {
                let list: String = self.arguments.iter().map(|one| one.lines(indent + 4)).collect();
                format!(".{}(\n{list}{margin})", self.name)
            }
        }
    }
}
