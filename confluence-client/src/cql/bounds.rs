//! A query over some spaces alone.

use super::Cql;
use super::literal::quote;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::SpaceKey;

impl Cql {
    /// The same query over these spaces alone.
    ///
    /// # Errors
    /// `Invalid` if quotes or parentheses do not match, or a backslash stands outside quotes: such a query could step
    /// out of the bounds put around it.
    pub fn within(&self, spaces: &[SpaceKey]) -> Result<Self> {
        self.bounded(spaces, &[])
    }

    /// The same query where this condition holds as well.
    #[cfg(feature = "sql")]
    pub(crate) fn narrowed(&self, condition: &str) -> Result<Self> {
        self.and_all(&[condition.to_owned()])
    }

    /// The same query over these spaces alone, if there are any, and without those.
    pub(crate) fn bounded(&self, only: &[SpaceKey], without: &[SpaceKey]) -> Result<Self> {
        let bounds = [("in", only), ("not in", without)].map(|(operator, spaces)| bound(operator, spaces));
        self.and_all(&bounds.into_iter().flatten().collect::<Vec<_>>())
    }

    /// These conditions, and this query in parentheses, in its order.
    fn and_all(&self, conditions: &[String]) -> Result<Self> {
        let parts = Parts::of(&self.0).ok_or_else(|| {
            Error::new(ErrorKind::Invalid, "cql").said(
                "the quotes or parentheses of the query do not match, or a backslash stands outside quotes",
            )
        })?;
        let condition = parts.condition.trim();
        let condition = (!condition.is_empty()).then(|| format!("({condition})"));
        let conditions: Vec<String> = conditions.iter().cloned().chain(condition).collect();
        let mut query = conditions.join(" and ");
        if !parts.order.is_empty() {
            query.push(' ');
            query.push_str(parts.order);
        }
        Ok(Self(query))
    }
}

fn bound(operator: &str, spaces: &[SpaceKey]) -> Option<String> {
    let keys: Vec<String> = spaces.iter().map(|key| quote(key.as_str())).collect();
    (!keys.is_empty()).then(|| format!("space {operator} ({})", keys.join(", ")))
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
    let mut words = query.get(at..).unwrap_or_default().split_whitespace();
    words.next().is_some_and(|word| word.eq_ignore_ascii_case("order"))
        && words.next().is_some_and(|word| word.eq_ignore_ascii_case("by"))
}

#[cfg(test)]
mod tests {
    use super::*;

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
