//! Likes of Cloud.

use super::pages::person;
use super::place;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{BlogPostId, ContentId, FooterCommentId, InlineCommentId, PageId};
use crate::models::ContentType;
use crate::v2;
use crate::v2::likes::LikeOwner;
use crate::wiki::backend::Backend;
use crate::wiki::list::List;
use crate::wiki::model::content::Person;
use crate::wiki::policy::ClearedRead;

pub(in crate::wiki) fn list(backend: &Backend, content: ClearedRead<ContentId>) -> List<Person> {
    List::later(backend, async move |backend: Backend| {
        let owner = owner(&backend, &content).await?;
        Ok(List::of(&backend, v2::likes::users(owner), |_, like| like.account_id.map(person)))
    })
}

async fn owner(backend: &Backend, content: &ContentId) -> Result<LikeOwner> {
    let id = content.as_str();
    match place::kind(backend, content).await? {
        ContentType::Page => Ok(PageId::from(id).into()),
        ContentType::BlogPost => Ok(BlogPostId::from(id).into()),
        ContentType::FooterComment | ContentType::Comment => Ok(FooterCommentId::from(id).into()),
        ContentType::InlineComment => Ok(InlineCommentId::from(id).into()),
        kind => Err(Error::new(ErrorKind::Invalid, "likes")
            .with_message(format!("a {kind} cannot be liked; pages, blog posts and comments can"))),
    }
}
