//! The one-line notation of a published type, as the fact tables hold it.
//!
//! ```text
//! string  integer:int64  string{current,draft}  [T]  map[T]  Page  Page<T>  A | B  A & B  any  binary
//! ```

use std::{fmt, str::FromStr};

/// A type as published: a scalar, a container of types, or the name of a schema.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Type {
    /// Anything: the document says nothing.
    Any,
    /// `string`, `integer`, `number`, `boolean`, `object` or `binary`, with its format.
    Scalar(String, Option<String>),
    /// A string out of a list, which the service extends at will.
    Enum(Vec<String>),
    /// A list.
    Array(Box<Type>),
    /// An object whose keys are data.
    Map(Box<Type>),
    /// A schema by its name, with the types put in for its parameters.
    Named(String, Vec<Type>),
    /// One of several types.
    Either(Vec<Type>),
    /// All of several types at once.
    All(Vec<Type>),
}

const SCALARS: [&str; 6] = ["string", "integer", "number", "boolean", "object", "binary"];

impl Type {
    /// A scalar without a format.
    pub fn scalar(name: &str) -> Self {
        Self::Scalar(name.to_owned(), None)
    }

    /// A schema without types for its parameters.
    pub fn named(name: &str) -> Self {
        Self::Named(name.to_owned(), Vec::new())
    }

    /// Puts `argument` in for every mention of the type parameter `T`.
    pub fn with_argument(&self, argument: &Type) -> Self {
        let each = |types: &[Type]| types.iter().map(|inner| inner.with_argument(argument)).collect();
        match self {
            Self::Named(name, arguments) if name == "T" && arguments.is_empty() => argument.clone(),
            Self::Named(name, arguments) => Self::Named(name.clone(), each(arguments)),
            Self::Array(inner) => Self::Array(Box::new(inner.with_argument(argument))),
            Self::Map(inner) => Self::Map(Box::new(inner.with_argument(argument))),
            Self::Either(types) => Self::Either(each(types)),
            Self::All(types) => Self::All(each(types)),
            Self::Any | Self::Scalar(..) | Self::Enum(_) => self.clone(),
        }
    }

    /// The names of the schemas that this type mentions.
    pub fn names(&self, found: &mut Vec<String>) {
        match self {
            Self::Named(name, arguments) => {
                found.push(name.clone());
                arguments.iter().for_each(|inner| inner.names(found));
            }
            Self::Array(inner) | Self::Map(inner) => inner.names(found),
            Self::Either(types) | Self::All(types) => types.iter().for_each(|inner| inner.names(found)),
            Self::Any | Self::Scalar(..) | Self::Enum(_) => {}
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let joined =
            |types: &[Type], by: &str| types.iter().map(Type::to_string).collect::<Vec<_>>().join(by);
        match self {
            Self::Any => formatter.write_str("any"),
            Self::Scalar(name, None) => formatter.write_str(name),
            Self::Scalar(name, Some(format)) => write!(formatter, "{name}:{format}"),
            Self::Enum(values) => write!(formatter, "string{{{}}}", values.join(",")),
            Self::Array(inner) => write!(formatter, "[{inner}]"),
            Self::Map(inner) => write!(formatter, "map[{inner}]"),
            Self::Named(name, arguments) if arguments.is_empty() => formatter.write_str(name),
            Self::Named(name, arguments) => write!(formatter, "{name}<{}>", joined(arguments, ", ")),
            Self::Either(types) => formatter.write_str(&joined(types, " | ")),
            Self::All(types) => formatter.write_str(&joined(types, " & ")),
        }
    }
}

impl FromStr for Type {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut rest = text;
        let parsed = either(&mut rest)?;
        if rest.trim().is_empty() {
            Ok(parsed)
        } else {
            Err(format!("`{rest}` is left over in the type `{text}`"))
        }
    }
}

fn either(rest: &mut &str) -> Result<Type, String> {
    separated(rest, "|", all).map(|types| single_or(types, Type::Either))
}

fn all(rest: &mut &str) -> Result<Type, String> {
    separated(rest, "&", one).map(|types| single_or(types, Type::All))
}

fn single_or(mut types: Vec<Type>, many: fn(Vec<Type>) -> Type) -> Type {
    if types.len() == 1 { types.remove(0) } else { many(types) }
}

type Parser = fn(&mut &str) -> Result<Type, String>;

fn separated(rest: &mut &str, by: &str, part: Parser) -> Result<Vec<Type>, String> {
    let mut parts = vec![part(rest)?];
    while took(rest, by) {
        parts.push(part(rest)?);
    }
    Ok(parts)
}

fn one(rest: &mut &str) -> Result<Type, String> {
    if took(rest, "map[") {
        return closed(rest, "]", either).map(|inner| Type::Map(Box::new(inner)));
    }
    if took(rest, "[") {
        return closed(rest, "]", either).map(|inner| Type::Array(Box::new(inner)));
    }
    let name = word(rest)?;
    if name == "any" {
        return Ok(Type::Any);
    }
    if name == "string" && took(rest, "{") {
        return enumeration(rest);
    }
    if SCALARS.contains(&name.as_str()) {
        let format = if took(rest, ":") { Some(word(rest)?) } else { None };
        return Ok(Type::Scalar(name, format));
    }
    if took(rest, "<") {
        let arguments = separated(rest, ",", either)?;
        return if took(rest, ">") { Ok(Type::Named(name, arguments)) } else { Err(missing(">", rest)) };
    }
    Ok(Type::Named(name, Vec::new()))
}

fn enumeration(rest: &mut &str) -> Result<Type, String> {
    let (values, tail) = rest.split_once('}').ok_or_else(|| missing("}", rest))?;
    *rest = tail;
    Ok(Type::Enum(values.split(',').map(str::to_owned).collect()))
}

fn closed(rest: &mut &str, close: &str, inner: Parser) -> Result<Type, String> {
    let parsed = inner(rest)?;
    if took(rest, close) { Ok(parsed) } else { Err(missing(close, rest)) }
}

fn took(rest: &mut &str, token: &str) -> bool {
    let found = rest.trim_start().strip_prefix(token);
    if let Some(tail) = found {
        *rest = tail;
    }
    found.is_some()
}

fn word(rest: &mut &str) -> Result<String, String> {
    let text = rest.trim_start();
    let end = text.find(|c: char| !(c.is_alphanumeric() || "_-.".contains(c))).unwrap_or(text.len());
    let (name, tail) = text.split_at(end);
    *rest = tail;
    if name.is_empty() { Err(missing("a name", text)) } else { Ok(name.to_owned()) }
}

fn missing(what: &str, at: &str) -> String {
    format!("expected {what} at `{at}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_back_what_it_writes() {
        for text in [
            "any",
            "string:date-time",
            "[integer:int64]",
            "string{current,-created-date,read.restrictions.user}",
            "map[object | string]",
            "MultiEntityResult<PageBulk>",
            "PageSingle & createPage.200",
            "[string] | boolean | A & B",
        ] {
            assert_eq!(text.parse::<Type>().map(|parsed| parsed.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn refuses_what_is_not_closed() {
        for text in ["[string", "string{a,b", "Page<A", "string]", "", "A |"] {
            assert!(text.parse::<Type>().is_err(), "{text}");
        }
    }

    #[test]
    fn fills_the_parameter_of_an_envelope() {
        let results: Type = "[T]".parse().unwrap();
        assert_eq!(results.with_argument(&Type::named("PageBulk")).to_string(), "[PageBulk]");
    }
}
