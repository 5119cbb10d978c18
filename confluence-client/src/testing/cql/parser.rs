//! Tokens to a query.

use super::lexer::{Token, tokens};

const FIELDS: [&str; 32] = [
    "ancestor",
    "container",
    "content",
    "created",
    "creator",
    "contributor",
    "favourite",
    "favorite",
    "id",
    "label",
    "lastmodified",
    "macro",
    "mention",
    "parent",
    "space",
    "space.category",
    "space.key",
    "space.title",
    "space.type",
    "text",
    "title",
    "type",
    "watcher",
    "sitesearch",
    "subtype",
    "user",
    "user.fullname",
    "user.accountid",
    "user.userkey",
    "user.username",
    "user.email",
    "content.property",
];
const TEXT_FIELDS: [&str; 3] = ["text", "sitesearch", "space.title"];
const FUZZY_FIELDS: [&str; 5] = ["title", "text", "sitesearch", "space.title", "user.fullname"];
const RANGE_FIELDS: [&str; 2] = ["created", "lastmodified"];
const SORTED_FIELDS: [&str; 8] =
    ["created", "lastmodified", "title", "id", "space", "type", "creator", "space.key"];
const RESERVED: [&str; 53] = [
    "after", "and", "as", "avg", "before", "begin", "by", "commit", "contains", "count", "distinct", "else",
    "empty", "end", "explain", "from", "having", "if", "in", "inner", "insert", "into", "is", "isnull",
    "left", "like", "limit", "max", "min", "not", "null", "or", "order", "outer", "right", "select", "sum",
    "then", "was", "where", "update", "group", "join", "on", "delete", "set", "drop", "table", "union",
    "all", "any", "exists", "between",
];

/// A whole query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Parsed {
    pub(super) expression: Option<Expression>,
    /// Fields to sort by; true for descending.
    pub(super) order: Vec<(String, bool)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expression {
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
    Not(Box<Self>),
    Clause { field: String, operator: Operator, values: Vec<Operand> },
}

impl Expression {
    fn begins_by_excluding(&self) -> bool {
        match self {
            Self::And(left, _) | Self::Or(left, _) => left.begins_by_excluding(),
            Self::Not(_) => true,
            Self::Clause { operator, .. } => matches!(operator, Operator::IsNot | Operator::ContainsNot),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Is,
    IsNot,
    Contains,
    ContainsNot,
    Below,
    AtMost,
    Above,
    AtLeast,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Operand {
    Text(String),
    Function(String, Vec<String>),
}

impl Parsed {
    /// Whether the query asks for records of a type by name.
    pub(crate) fn names_type(&self, wanted: &str) -> bool {
        self.clauses().iter().any(|(field, values)| {
            *field == "type"
                && values.iter().any(|value| matches!(value, Operand::Text(text) if text == wanted))
        })
    }

    /// Whether the query speaks about users.
    pub(crate) fn names_users(&self) -> bool {
        self.clauses().iter().any(|(field, _)| field.starts_with("user"))
    }

    /// Whether a field that the service cannot search without text is empty.
    pub(crate) fn has_empty_site_search(&self) -> bool {
        self.clauses().iter().any(|(field, values)| {
            *field == "sitesearch"
                && values.iter().any(|value| matches!(value, Operand::Text(text) if text.is_empty()))
        })
    }

    fn clauses(&self) -> Vec<(&str, &[Operand])> {
        let mut found = Vec::new();
        let mut pending: Vec<&Expression> = self.expression.iter().collect();
        while let Some(expression) = pending.pop() {
            match expression {
                Expression::And(left, right) | Expression::Or(left, right) => {
                    pending.extend([&**left, &**right])
                }
                Expression::Not(inner) => pending.push(inner),
                Expression::Clause { field, values, .. } => found.push((field.as_str(), values.as_slice())),
            }
        }
        found
    }
}

/// Parses a query.
///
/// # Errors
/// What is wrong with it, for people.
pub(crate) fn parse(query: &str) -> Result<Parsed, String> {
    let mut parser = Parser { tokens: tokens(query)?, at: 0 };
    if parser.keyword("not") {
        return Err("a query may not begin with NOT".to_owned());
    }
    let expression = match parser.peek() {
        None => return Err("the query is empty".to_owned()),
        Some(Token::Word(word)) if word.eq_ignore_ascii_case("order") => None,
        Some(_) => Some(parser.expression()?),
    };
    if expression.as_ref().is_some_and(Expression::begins_by_excluding) {
        return Err("a negative clause may not come first".to_owned());
    }
    let order = parser.order()?;
    match parser.peek() {
        None => Ok(Parsed { expression, order }),
        Some(token) => Err(format!("expected AND, OR, ORDER BY or the end, found {token:?}")),
    }
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn take(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    fn keyword(&mut self, keyword: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Word(word)) if word.eq_ignore_ascii_case(keyword));
        self.at += usize::from(found);
        found
    }

    fn expression(&mut self) -> Result<Expression, String> {
        let mut left = self.term()?;
        loop {
            if self.keyword("and") {
                left = Expression::And(Box::new(left), Box::new(self.term()?));
            } else if self.keyword("or") {
                left = Expression::Or(Box::new(left), Box::new(self.term()?));
            } else {
                return Ok(left);
            }
        }
    }

    fn term(&mut self) -> Result<Expression, String> {
        if self.keyword("not") {
            return Ok(Expression::Not(Box::new(self.term()?)));
        }
        if self.peek() == Some(&Token::Open) {
            self.at += 1;
            let inner = self.expression()?;
            return match self.take() {
                Some(Token::Close) => Ok(inner),
                _ => Err("a parenthesis is not closed".to_owned()),
            };
        }
        self.clause()
    }

    fn clause(&mut self) -> Result<Expression, String> {
        let Some(Token::Word(written)) = self.take() else { return Err("expected a field".to_owned()) };
        let field = written.to_lowercase();
        let known = FIELDS.contains(&field.as_str()) || field.starts_with("content.property[");
        if !known {
            return Err(format!("No field exists with name: {written}. Known fields: {}", FIELDS.join(", ")));
        }
        let (operator, values) = self.comparison(&field)?;
        Ok(Expression::Clause { field, operator, values })
    }

    fn comparison(&mut self, field: &str) -> Result<(Operator, Vec<Operand>), String> {
        if self.keyword("in") {
            return Ok((Operator::Is, self.list()?));
        }
        if self.keyword("not") {
            let listed = self.keyword("in");
            return if listed {
                Ok((Operator::IsNot, self.list()?))
            } else {
                Err("expected IN after NOT".to_owned())
            };
        }
        let Some(Token::Operator(sign)) = self.take() else {
            return Err(format!("expected an operator after the field {field}"));
        };
        let operator = operator(field, sign)?;
        let operand = self.operand()?;
        if let (Operand::Text(text), Operator::Contains | Operator::ContainsNot) = (&operand, operator) {
            check_text(text)?;
        }
        Ok((operator, vec![operand]))
    }

    fn list(&mut self) -> Result<Vec<Operand>, String> {
        if self.take() != Some(Token::Open) {
            return Err("expected a list in parentheses after IN".to_owned());
        }
        let mut values = vec![self.operand()?];
        loop {
            match self.take() {
                Some(Token::Comma) => values.push(self.operand()?),
                Some(Token::Close) => return Ok(values),
                _ => return Err("a list is not closed".to_owned()),
            }
        }
    }

    fn operand(&mut self) -> Result<Operand, String> {
        match self.take() {
            Some(Token::Quoted(text)) => Ok(Operand::Text(text)),
            Some(Token::Word(word)) if self.peek() == Some(&Token::Open) => {
                self.at += 1;
                let mut arguments = Vec::new();
                loop {
                    match self.take() {
                        Some(Token::Close) => return Ok(Operand::Function(word.to_lowercase(), arguments)),
                        Some(Token::Quoted(text) | Token::Word(text)) => arguments.push(text),
                        Some(Token::Comma) => {}
                        _ => return Err(format!("the function {word} is not closed")),
                    }
                }
            }
            Some(Token::Word(word)) => bare(word),
            _ => Err("expected a value".to_owned()),
        }
    }

    fn order(&mut self) -> Result<Vec<(String, bool)>, String> {
        let mut order = Vec::new();
        if !self.keyword("order") {
            return Ok(order);
        }
        if !self.keyword("by") {
            return Err("expected BY after ORDER".to_owned());
        }
        loop {
            let Some(Token::Word(field)) = self.take() else {
                return Err("expected a field to sort by".to_owned());
            };
            let field = field.to_lowercase();
            if !SORTED_FIELDS.contains(&field.as_str()) {
                return Err(format!("the field {field} cannot be sorted by"));
            }
            let descending = self.keyword("desc");
            let _ = !descending && self.keyword("asc");
            order.push((field, descending));
            if self.peek() != Some(&Token::Comma) {
                return Ok(order);
            }
            self.at += 1;
        }
    }
}

/// An unquoted value, which may be neither reserved nor begin with a digit unless it is a number or a date.
fn bare(word: String) -> Result<Operand, String> {
    let numeric = word.chars().all(|sign| sign.is_ascii_digit() || sign == '-');
    if RESERVED.contains(&word.to_lowercase().as_str())
        || (word.starts_with(|sign: char| sign.is_ascii_digit()) && !numeric)
    {
        return Err(format!("the value {word} must be quoted"));
    }
    Ok(Operand::Text(word))
}

/// The text index reads brackets and quotes as its own.
fn check_text(text: &str) -> Result<(), String> {
    let count = |sign: char| text.matches(sign).count();
    let pairs = [('(', ')'), ('[', ']'), ('{', '}')];
    match pairs.iter().all(|(open, close)| count(*open) == count(*close)) && count('"') % 2 == 0 {
        true => Ok(()),
        false => Err(format!("the text {text} cannot be parsed")),
    }
}

fn operator(field: &str, sign: &str) -> Result<Operator, String> {
    let operator = match sign {
        "=" => Operator::Is,
        "!=" => Operator::IsNot,
        "~" => Operator::Contains,
        "!~" => Operator::ContainsNot,
        "<" => Operator::Below,
        "<=" => Operator::AtMost,
        ">" => Operator::Above,
        _ => Operator::AtLeast,
    };
    let fits = match operator {
        Operator::Is | Operator::IsNot => !TEXT_FIELDS.contains(&field),
        Operator::Contains | Operator::ContainsNot => {
            FUZZY_FIELDS.contains(&field) || field.starts_with("content.property")
        }
        _ => RANGE_FIELDS.contains(&field) || field.starts_with("content.property"),
    };
    match fits {
        true => Ok(operator),
        false => Err(format!("the operator {sign} is not supported for the field {field}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_combine_from_left_to_right() {
        let parsed =
            parse("type=page or type=blogpost and space = DOCS order by lastmodified desc, title").unwrap();
        assert!(matches!(parsed.expression, Some(Expression::And(..))));
        assert_eq!(parsed.order, [("lastmodified".to_owned(), true), ("title".to_owned(), false)]);
    }

    #[test]
    fn escapes_end_neither_literal_nor_query() {
        let parsed = parse(r#"title = "say \"hi\" \\ or type=page""#).unwrap();
        let Some(Expression::Clause { values, .. }) = parsed.expression else { panic!("one clause") };
        assert_eq!(values, [Operand::Text(r#"say "hi" \ or type=page"#.to_owned())]);
    }

    #[test]
    fn what_the_service_refuses_is_refused() {
        for (query, reason) in [
            ("status = current", "No field exists with name: status"),
            ("text = hello", "operator = is not supported"),
            ("space ~ DOCS", "operator ~ is not supported"),
            ("space = ~ada", "expected a value"),
            ("space = and", "must be quoted"),
            ("space = 2fast", "must be quoted"),
            ("not space = A", "may not begin with NOT"),
            ("space not in (A) and type = page", "may not come first"),
            ("(label != a or type = page)", "may not come first"),
            ("space = \"A", "not closed"),
            ("title ~ \"Ada (Ext\"", "cannot be parsed"),
            ("type = page order by label", "cannot be sorted by"),
            ("", "empty"),
        ] {
            let problem = parse(query).unwrap_err();
            assert!(problem.contains(reason), "{query}: {problem}");
        }
    }
}
