//! A query over some spaces alone.

use super::Cql;
use super::literal::quote;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::SpaceKey;

impl Cql {
    /// Limits a query to some spaces: whatever it asks for, only rows of these come.
    ///
    /// ```
    /// use confluence_client::cql::Cql;
    ///
    /// let query = Cql::raw("type = page or type = blogpost order by title");
    /// let bounded = query.within(&["DOCS".into()])?;
    /// assert_eq!(bounded.as_str(), r#"space in ("DOCS") and (type = page or type = blogpost) order by title"#);
    /// # Ok::<_, confluence_client::Error>(())
    /// ```
    ///
    /// # Errors
    /// `Invalid` if quotes or parentheses do not match, or a backslash stands outside quotes: such a query could step
    /// out of the bounds put around it.
    pub fn within(&self, spaces: &[SpaceKey]) -> Result<Self> {
        self.bounded(spaces, &[])
    }

    /// The same query where this condition, which excludes nothing, holds as well.
    #[cfg(feature = "sql")]
    pub(crate) fn narrowed(&self, bound: &str) -> Result<Self> {
        let parts = Parts::of(&self.0).ok_or_else(unmatched)?;
        let query = match parts.condition.trim() {
            "" => bound.to_owned(),
            condition => format!("{bound} and ({condition})"),
        };
        Ok(Self(format!("{query} {}", parts.order).trim_end().to_owned()))
    }

    /// The same query over these spaces alone, if there are any, and without those.
    ///
    /// # Errors
    /// As [`Cql::within`]; `Invalid` as well if there is nothing to leave those spaces out of.
    pub(crate) fn bounded(&self, only: &[SpaceKey], without: &[SpaceKey]) -> Result<Self> {
        let parts = Parts::of(&self.0).ok_or_else(unmatched)?;
        let condition = parts.condition.trim();
        let condition = (!condition.is_empty()).then(|| format!("({condition})"));
        if condition.is_none() && only.is_empty() && !without.is_empty() {
            return Err(Error::new(ErrorKind::Invalid, "cql")
                .with_message("a search in all spaces but some needs a condition, such as `type = page`"));
        }
        // What excludes stands last: the language does not take a negative clause first.
        let bounds = [Self::space_bound("in", only), condition, Self::space_bound("not in", without)];
        let mut query = bounds.into_iter().flatten().collect::<Vec<_>>().join(" and ");
        if !parts.order.is_empty() {
            query.push(' ');
            query.push_str(parts.order);
        }
        Ok(Self(query))
    }

    /// The condition that stands for some spaces, if there are any.
    pub(crate) fn space_bound(operator: &str, spaces: &[SpaceKey]) -> Option<String> {
        let keys: Vec<String> = spaces.iter().map(|key| quote(key.as_str())).collect();
        (!keys.is_empty()).then(|| format!("space {operator} ({})", keys.join(", ")))
    }
}

fn unmatched() -> Error {
    Error::new(ErrorKind::Invalid, "cql").with_message(
        "the quotes or parentheses of the query do not match, or a backslash stands outside quotes",
    )
}

/// A query in its condition and its order.
struct Parts<'a> {
    condition: &'a str,
    order: &'a str,
}

impl<'a> Parts<'a> {
    /// `None` if quotes or parentheses do not match, or where a backslash could be read in two ways.
    fn of(query: &'a str) -> Option<Self> {
        let mut quoted_by = None;
        let mut escaped = false;
        let mut depth = 0_u32;
        let mut order = query.len();
        for (at, letter) in query.char_indices() {
            match (quoted_by, letter) {
                (Some(_), _) if escaped => escaped = false,
                (Some(_), '\\') => escaped = true,
                (Some(quote), letter) if letter == quote => quoted_by = None,
                (Some(_), _) => {}
                // Outside quotes it means nothing, and a service that let it escape a quote would read another query.
                (None, '\\') => return None,
                (None, '"' | '\'') => quoted_by = Some(letter),
                (None, '(') => depth += 1,
                (None, ')') => depth = depth.checked_sub(1)?,
                (None, _) if depth == 0 && order == query.len() && starts_order(query, at) => order = at,
                (None, _) => {}
            }
        }
        if quoted_by.is_some() || depth > 0 {
            return None;
        }
        let (condition, order) = query.split_at(order);
        Some(Self { condition, order })
    }
}

/// Whether the words `order by` stand here.
fn starts_order(query: &str, at: usize) -> bool {
    let before = query.get(..at).and_then(|before| before.chars().next_back());
    if before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_') {
        return false;
    }
    // The letters first: a query may have any number of blanks, and this is asked of each.
    let order = query.get(at..).and_then(|rest| rest.split_at_checked("order".len()));
    let Some((_, behind)) = order.filter(|(word, _)| word.eq_ignore_ascii_case("order")) else {
        return false;
    };
    behind.starts_with(char::is_whitespace)
        && behind.split_whitespace().next().is_some_and(|word| word.eq_ignore_ascii_case("by"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without(query: &str) -> Result<String> {
        Cql::raw(query).bounded(&[], &["HR".into()]).map(|cql| cql.to_string())
    }

    fn within(query: &str) -> Result<String> {
        Cql::raw(query).within(&["DOCS".into(), "~me".into()]).map(|cql| cql.to_string())
    }

    #[test]
    fn bounds_go_around_the_condition_and_before_the_order() {
        assert_eq!(
            within("type = page or type = blogpost order by created desc").unwrap(),
            r#"space in ("DOCS", "~me") and (type = page or type = blogpost) order by created desc"#
        );
        assert_eq!(
            within(r#"title = "order by x (""#).unwrap(),
            r#"space in ("DOCS", "~me") and (title = "order by x (")"#
        );
        assert_eq!(within("").unwrap(), r#"space in ("DOCS", "~me")"#);
    }

    #[test]
    fn spaces_are_left_out_behind_the_condition() {
        assert_eq!(
            without("type = page or label = a order by title").unwrap(),
            r#"(type = page or label = a) and space not in ("HR") order by title"#
        );
        let both = Cql::raw("type = page").bounded(&["DOCS".into()], &["HR".into()]).unwrap();
        assert_eq!(both.as_str(), r#"space in ("DOCS") and (type = page) and space not in ("HR")"#);
        let error = without("order by title").unwrap_err();
        assert!(error.kind() == ErrorKind::Invalid && error.to_string().contains("type = page"), "{error}");
        assert!(without("type = page) or (type = page").is_err());
    }

    #[test]
    fn the_order_is_found_behind_any_blanks() {
        let bounds = r#"space in ("DOCS", "~me")"#;
        assert_eq!(within("ORDER\n By title").unwrap(), format!("{bounds} ORDER\n By title"));
        for words in ["order", "orders by x", "border by x", "order bye", "order\u{e9} by x"] {
            assert_eq!(within(words).unwrap(), format!("{bounds} and ({words})"));
        }
        // At every blank the next word was looked for: this took minutes.
        let begun = std::time::Instant::now();
        let blanks = format!("type = page{}order by title", " ".repeat(1 << 20));
        assert!(within(&blanks).unwrap().ends_with(") order by title"));
        assert!(begun.elapsed() < std::time::Duration::from_secs(5), "{:?}", begun.elapsed());
    }

    #[test]
    fn a_query_cannot_step_out_of_its_bounds() {
        for query in [
            "type = page) or (type = page",
            "(type = page",
            r#"title = "a"#,
            "a ) ( b",
            r#"title = "a\" or (b"#,
        ] {
            assert_eq!(within(query).unwrap_err().kind(), ErrorKind::Invalid, "{query}");
        }
    }
}
