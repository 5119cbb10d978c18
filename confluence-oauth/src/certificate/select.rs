//! `CertificateSubject`: which key of several.

use super::{Found, no_private_key};
use crate::error::{Error, ErrorKind, Result};

/// The key whose subject is this, or else contains it; `*` is the first, nothing the only one.
pub(super) fn select(mut found: Vec<Found>, subject: &str) -> Result<Found> {
    let has_twin =
        found.split_first().is_some_and(|(one, others)| others.iter().all(|other| other.is_twin_of(one)));
    if subject.is_empty() && found.len() > 1 && !has_twin {
        let unnamed = found.iter().all(|key| key.names.is_empty());
        let right = match unnamed {
            true => "none has a name: `*` takes the first, or keep the right one alone in a file".to_owned(),
            false => format!("name one: {}", listed(&found)),
        };
        let message = format!("CertificateSubject: the store holds several keys, {right}");
        return Err(Error::new(ErrorKind::Certificate, message).on_property("CertificateSubject"));
    }
    let exact = |key: &Found| key.names.iter().any(|name| same(name, subject));
    let containing =
        |key: &Found| key.names.iter().any(|name| name.to_lowercase().contains(&subject.to_lowercase()));
    let at = match subject {
        "" | "*" => Some(0),
        _ => found.iter().position(exact).or_else(|| found.iter().position(containing)),
    };
    let Some(at) = at else {
        let message =
            format!("CertificateSubject: no key of the store has it; there are: {}", listed(&found));
        return Err(Error::new(ErrorKind::Certificate, message).on_property("CertificateSubject"));
    };
    if at < found.len() { Ok(found.swap_remove(at)) } else { Err(no_private_key("the store")) }
}

impl Found {
    /// Whether both are one key, which stands in the store twice.
    fn is_twin_of(&self, other: &Self) -> bool {
        *self.pkcs1 == *other.pkcs1
    }
}

/// Whether two distinguished names have the same parts, in whatever order.
fn same(one: &str, other: &str) -> bool {
    let parts = |name: &str| {
        let mut parts: Vec<String> = name.split(',').map(|part| part.trim().to_lowercase()).collect();
        parts.sort();
        parts
    };
    parts(one) == parts(other)
}

fn listed(found: &[Found]) -> String {
    let names = found.iter().map(|key| key.names.first().map_or("a key without a name", String::as_str));
    names.collect::<Vec<_>>().join("; ")
}
