//! Properties of everything that has them.

use super::super::call::Call;
use super::super::failure::Failure;
use super::super::reply::Reply;
use super::super::route::Row;
use super::super::store::Store;
use super::super::store::content::{Kind, Property};
use super::super::store::metadata::PropertyOwner;
use super::super::store::write::Update;
use super::paging::{Limits, list};
use super::{render, write};

pub(super) const ROWS: &[Row] = &[
    ("GET /pages/{id}/properties", "getPageContentProperties", all),
    ("POST /pages/{id}/properties", "createPageProperty", create),
    ("GET /pages/{id}/properties/{property}", "getPageContentPropertiesById", get),
    ("PUT /pages/{id}/properties/{property}", "updatePagePropertyById", update),
    ("DELETE /pages/{id}/properties/{property}", "deletePagePropertyById", delete),
    ("GET /blogposts/{id}/properties", "getBlogpostContentProperties", all),
    ("POST /blogposts/{id}/properties", "createBlogpostProperty", create),
    ("GET /blogposts/{id}/properties/{property}", "getBlogpostContentPropertiesById", get),
    ("PUT /blogposts/{id}/properties/{property}", "updateBlogpostPropertyById", update),
    ("DELETE /blogposts/{id}/properties/{property}", "deleteBlogpostPropertyById", delete),
    ("GET /attachments/{id}/properties", "getAttachmentContentProperties", all),
    ("POST /attachments/{id}/properties", "createAttachmentProperty", create),
    ("GET /attachments/{id}/properties/{property}", "getAttachmentContentPropertiesById", get),
    ("PUT /attachments/{id}/properties/{property}", "updateAttachmentPropertyById", update),
    ("DELETE /attachments/{id}/properties/{property}", "deleteAttachmentPropertyById", delete),
    ("GET /custom-content/{id}/properties", "getCustomContentContentProperties", all),
    ("POST /custom-content/{id}/properties", "createCustomContentProperty", create),
    ("GET /custom-content/{id}/properties/{property}", "getCustomContentContentPropertiesById", get),
    ("PUT /custom-content/{id}/properties/{property}", "updateCustomContentPropertyById", update),
    ("DELETE /custom-content/{id}/properties/{property}", "deleteCustomContentPropertyById", delete),
    ("GET /folders/{id}/properties", "getFolderContentProperties", all),
    ("POST /folders/{id}/properties", "createFolderProperty", create),
    ("GET /folders/{id}/properties/{property}", "getFolderContentPropertiesById", get),
    ("PUT /folders/{id}/properties/{property}", "updateFolderPropertyById", update),
    ("DELETE /folders/{id}/properties/{property}", "deleteFolderPropertyById", delete),
    ("GET /whiteboards/{id}/properties", "getWhiteboardContentProperties", all),
    ("POST /whiteboards/{id}/properties", "createWhiteboardProperty", create),
    ("GET /whiteboards/{id}/properties/{property}", "getWhiteboardContentPropertiesById", get),
    ("PUT /whiteboards/{id}/properties/{property}", "updateWhiteboardPropertyById", update),
    ("DELETE /whiteboards/{id}/properties/{property}", "deleteWhiteboardPropertyById", delete),
    ("GET /databases/{id}/properties", "getDatabaseContentProperties", all),
    ("POST /databases/{id}/properties", "createDatabaseProperty", create),
    ("GET /databases/{id}/properties/{property}", "getDatabaseContentPropertiesById", get),
    ("PUT /databases/{id}/properties/{property}", "updateDatabasePropertyById", update),
    ("DELETE /databases/{id}/properties/{property}", "deleteDatabasePropertyById", delete),
    ("GET /embeds/{id}/properties", "getSmartLinkContentProperties", all),
    ("POST /embeds/{id}/properties", "createSmartLinkProperty", create),
    ("GET /embeds/{id}/properties/{property}", "getSmartLinkContentPropertiesById", get),
    ("PUT /embeds/{id}/properties/{property}", "updateSmartLinkPropertyById", update),
    ("DELETE /embeds/{id}/properties/{property}", "deleteSmartLinkPropertyById", delete),
    ("GET /comments/{id}/properties", "getCommentContentProperties", all),
    ("POST /comments/{id}/properties", "createCommentProperty", create),
    ("GET /comments/{id}/properties/{property}", "getCommentContentPropertiesById", get),
    ("PUT /comments/{id}/properties/{property}", "updateCommentPropertyById", update),
    ("DELETE /comments/{id}/properties/{property}", "deleteCommentPropertyById", delete),
    ("GET /spaces/{id}/properties", "getSpaceProperties", all),
    ("POST /spaces/{id}/properties", "createSpaceProperty", create),
    ("GET /spaces/{id}/properties/{property}", "getSpacePropertyById", get),
    ("PUT /spaces/{id}/properties/{property}", "updateSpacePropertyById", update),
    ("DELETE /spaces/{id}/properties/{property}", "deleteSpacePropertyById", delete),
];

fn owner(store: &Store, call: &Call<'_>) -> Result<PropertyOwner, Failure> {
    let id = call.id("id")?;
    match call.segments.first().map(String::as_str) {
        Some("spaces") => store.space(id, &call.account).map(|space| PropertyOwner::Space(space.id)),
        Some("comments") => {
            let comment = store.seen_as(Kind::FooterComment, id, &call.account);
            comment.or_else(|_| store.seen_as(Kind::InlineComment, id, &call.account))?;
            Ok(PropertyOwner::Content(id))
        }
        _ => store.seen_as(call.kind()?, id, &call.account).map(|it| PropertyOwner::Content(it.id)),
    }
}

fn properties<'s>(store: &'s mut Store, call: &Call<'_>) -> Result<&'s mut Vec<Property>, Failure> {
    let owner = owner(store, call)?;
    store.properties_mut(owner).ok_or_else(|| Failure::not_found("Not Found"))
}

fn all(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let key = call.request.query("key");
    let found: Vec<Property> =
        properties(store, call)?.iter().filter(|it| key.is_none_or(|key| it.key == key)).cloned().collect();
    list(call, Limits::LIST, &found, |it| it.id, render::property)
}

fn get(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let id = call.id("property")?;
    let found = properties(store, call)?.iter().find(|it| it.id == id);
    let found = found.ok_or_else(|| Failure::not_found(format!("Cannot find property with id [{id}]")))?;
    Ok(Reply::ok(&render::property(found)))
}

fn create(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let sent = call.object()?;
    let owner = owner(store, call)?;
    let key = write::required(&sent, "key")?;
    let property = store.create_property(owner, key, sent["value"].clone(), &call.account)?;
    let status = if matches!(owner, PropertyOwner::Space(_)) { 201 } else { 200 };
    Ok(Reply::json(status, &render::property(&property)))
}

fn update(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let (id, sent, owner) = (call.id("property")?, call.object()?, owner(store, call)?);
    let key = write::required(&sent, "key")?.to_owned();
    let change = write::version(&sent, Update::default())?;
    let change = (sent["value"].clone(), change.version, change.message);
    let property = store.update_property(owner, |it| it.id == id && it.key == key, change, &call.account)?;
    Ok(Reply::ok(&render::property(&property)))
}

fn delete(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let id = call.id("property")?;
    let list = properties(store, call)?;
    let before = list.len();
    list.retain(|it| it.id != id);
    match list.len() < before {
        true => Ok(Reply::empty(204)),
        false => Err(Failure::not_found(format!("Cannot find property with id [{id}]"))),
    }
}
