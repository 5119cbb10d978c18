//! The tree of Data Center, in which there are pages alone.

use crate::ids::ContentId;
use crate::wiki::backend::Backend;
use crate::wiki::driver::unsupported;
use crate::wiki::model::tree_contents::TreeContent;
use crate::wiki::policy::Unchecked;

pub(in crate::wiki) async fn get(_: &Backend, _: &ContentId) -> Unchecked<TreeContent> {
    Unchecked::new(Err(unsupported(
        "tree_content",
        "Data Center has pages alone in its tree: no folders, whiteboards or databases",
    )))
}
