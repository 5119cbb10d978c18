//! Spaces.

use futures_core::stream::BoxStream;
use futures_util::{StreamExt as _, TryStreamExt as _};

use crate::error::Result;
use crate::sql::pushdown::Scan;
use crate::sql::run::Context;
use crate::sql::table::{Definition, columns};
use crate::wiki::Space;

pub(in crate::sql) static SPACES: Definition<Space> = Definition {
    name: "Spaces",
    aliases: &[],
    doc: "Spaces that the caller may see.",
    columns: columns! { Space;
        Key: Text, "Its key.", |it| it.key.as_str();
        Name: Text, "Its name.", |it| it.name.as_str();
    },
    source: scan,
    rows: 100.0,
    walk: 0.01,
    ordered: |_| false,
    only: None,
};

fn scan(context: Context, _: Scan) -> BoxStream<'static, Result<Vec<Space>>> {
    context.wiki.spaces().limit(250).stream().ready_chunks(250).map(|chunk| chunk.into_iter().collect::<Result<Vec<_>>>()).boxed()
}
