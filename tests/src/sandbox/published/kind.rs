//! The notation of types in the fact tables.

/// A type as the tables write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Any,
    Object,
    Binary,
    Boolean,
    Integer,
    Number,
    /// Text, with its format.
    Text(String),
    /// One of these texts.
    Choice(Vec<String>),
    List(Box<Self>),
    Map(Box<Self>),
    /// A schema by name, with the type that its `T` stands for.
    Named(String, Option<Box<Self>>),
    /// One of several.
    Union(Vec<Self>),
    /// All of several at once.
    All(Vec<Self>),
}

impl Kind {
    /// Reads `string`, `string{a,b}`, `[T]`, `map[T]`, `Name<T>`, `A | B`, `A & B`.
    pub(super) fn read(text: &str) -> Self {
        let alternatives = split(text, '|');
        if alternatives.len() > 1 {
            return Self::Union(alternatives.into_iter().map(Self::read).collect());
        }
        let parts = split(text, '&');
        if parts.len() > 1 {
            return Self::All(parts.into_iter().map(Self::read).collect());
        }
        Self::read_one(text.trim())
    }

    fn read_one(text: &str) -> Self {
        let inside =
            |open: &str, close: char| text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
        if let Some(inner) = inside("[", ']') {
            return Self::List(Box::new(Self::read(inner)));
        }
        if let Some(inner) = inside("map[", ']') {
            return Self::Map(Box::new(Self::read(inner)));
        }
        if let Some(choices) = inside("string{", '}') {
            return Self::Choice(choices.split(',').map(str::to_owned).collect());
        }
        if let Some((name, argument)) = text.strip_suffix('>').and_then(|rest| rest.split_once('<')) {
            return Self::Named(name.to_owned(), Some(Box::new(Self::read(argument))));
        }
        let (base, format) = text.split_once(':').unwrap_or((text, ""));
        match base {
            "any" => Self::Any,
            "object" => Self::Object,
            "binary" => Self::Binary,
            "boolean" => Self::Boolean,
            "integer" => Self::Integer,
            "number" => Self::Number,
            "string" => Self::Text(format.to_owned()),
            _ => Self::Named(text.to_owned(), None),
        }
    }

    /// The type with the parameter `T` of its schema filled in.
    pub(super) fn with(&self, argument: Option<&Self>) -> Self {
        let fill = |kinds: &[Self]| kinds.iter().map(|kind| kind.with(argument)).collect();
        match (self, argument) {
            (Self::Named(name, None), Some(argument)) if name == "T" => argument.clone(),
            (Self::List(inner), _) => Self::List(Box::new(inner.with(argument))),
            (Self::Map(inner), _) => Self::Map(Box::new(inner.with(argument))),
            (Self::Union(kinds), _) => Self::Union(fill(kinds)),
            (Self::All(kinds), _) => Self::All(fill(kinds)),
            _ => self.clone(),
        }
    }
}

/// Splits at a sign outside of brackets and braces.
fn split(text: &str, sign: char) -> Vec<&str> {
    let (mut depth, mut from, mut parts) = (0usize, 0, Vec::new());
    for (at, found) in text.char_indices() {
        match found {
            '[' | '{' | '<' => depth += 1,
            ']' | '}' | '>' => depth = depth.saturating_sub(1),
            _ if found == sign && depth == 0 => {
                parts.push(text.get(from..at).unwrap_or_default());
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text.get(from..).unwrap_or_default());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_notation_nests() {
        let text = || Kind::Text(String::new());
        assert_eq!(Kind::read("[string] | string"), Kind::Union(vec![Kind::List(Box::new(text())), text()]));
        let page = Kind::read("Page<[Label]>");
        let Kind::Named(name, Some(argument)) = page else { panic!("a schema with an argument") };
        assert_eq!(
            (name.as_str(), Kind::read("[T]").with(Some(&argument))),
            ("Page", Kind::List(argument.clone()))
        );
        assert_eq!(
            Kind::read("[string{a,b}]"),
            Kind::List(Box::new(Kind::Choice(vec!["a".into(), "b".into()])))
        );
        assert_eq!(Kind::read("integer:int64"), Kind::Integer);
    }
}
