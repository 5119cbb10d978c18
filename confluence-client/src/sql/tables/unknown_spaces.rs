//! Spaces that a condition names and nobody can see: a mistyped key looks like an empty space.

use std::sync::{Arc, Mutex};

use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use crate::error::{Error, ErrorKind};
use crate::ids::SpaceKey;
use crate::sql::run::Context;
use crate::sql::scan::Scan;
use crate::sql::table::unmatched::no_space;
use crate::wiki::rows::{RowStream, SpaceRow, SpacesWanted};

/// How many spaces a request gives.
const ROWS: u32 = 250;

/// The same rows; a note tells which of the spaces that the scan names are not there. It is looked for where a space had no
/// row, which costs a request.
pub(super) fn or_unknown_spaces<T: Send + 'static>(
    context: &Context,
    scan: &Scan,
    rows: RowStream<T>,
    space: impl Fn(&T) -> Option<&SpaceKey> + Send + 'static,
) -> RowStream<T> {
    let named: Vec<SpaceKey> = scan.equal("SpaceKey").into_iter().flatten().map(SpaceKey::from).collect();
    if named.is_empty() {
        return rows;
    }
    let context = context.clone();
    let doubtful = Arc::new(Mutex::new(Doubtful { spaces: named, gone: None }));
    let seen = Arc::clone(&doubtful);
    let rows = rows.filter_map(move |rows| {
        let Ok(mut doubtful) = seen.lock() else { return std::future::ready(Some(rows)) };
        std::future::ready(match rows {
            // Data Center fails for a space that is not there, and Cloud has no rows of it.
            Err(error) if error.kind() == ErrorKind::NotFound => {
                doubtful.gone.get_or_insert(error);
                None
            }
            Ok(rows) => {
                rows.iter().for_each(|row| doubtful.has_row(space(row)));
                Some(Ok(rows))
            }
            Err(error) => Some(Err(error)),
        })
    });
    let look = async move {
        let (spaces, gone) = match doubtful.lock() {
            Ok(mut doubtful) => (doubtful.spaces.clone(), doubtful.gone.take()),
            Err(_) => (Vec::new(), None),
        };
        let mut unknown = Vec::new();
        if !spaces.is_empty() {
            let wanted = SpacesWanted { keys: Some(spaces.clone()), limit: ROWS, ..SpacesWanted::default() };
            let there: Vec<Vec<SpaceRow>> = context.wiki.space_rows(wanted).try_collect().await?;
            unknown = spaces;
            unknown.retain(|key| !there.iter().flatten().any(|row| same(&row.key, key)));
        }
        for key in &unknown {
            context.notes.add(no_space(key));
        }
        match gone {
            // It was no space that was not there.
            Some(error) if unknown.is_empty() => Err(error),
            _ => Ok(Vec::new()),
        }
    };
    rows.chain(stream::once(look)).boxed()
}

/// Spaces that had no row so far, and what was said of one that is not there.
struct Doubtful {
    spaces: Vec<SpaceKey>,
    gone: Option<Error>,
}

impl Doubtful {
    fn has_row(&mut self, space: Option<&SpaceKey>) {
        match space {
            Some(key) => self.spaces.retain(|other| !same(key, other)),
            // It is one of those, and the others are not in doubt more than it.
            None => self.spaces.clear(),
        }
    }
}

fn same(one: &SpaceKey, other: &SpaceKey) -> bool {
    one.as_str().eq_ignore_ascii_case(other.as_str())
}
