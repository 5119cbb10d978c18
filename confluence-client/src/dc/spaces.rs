//! Spaces.

use crate::declare::endpoints;
use crate::ids::{SpaceId, SpaceKey};
use crate::models::dc::{NewPersonalSpace, NewSpace, SpaceContents};
use crate::models::v1::{Content, LongTask, Space, SpaceUpdate};
use crate::models::{ContentType, SpaceStatus, SpaceType};
use crate::wire::paging::Paged;
use crate::wire::values::Commas;

endpoints! { DataCenter:
    /// Archives a space.
    fn archive(space: SpaceKey) -> () = ArchiveSpace("archive"): PUT "/space/{space}/archive"

    /// Returns the content of a space: for each type the first page of a list.
    fn contents(space: SpaceKey) -> SpaceContents = ContentsOfSpace("contents"): GET "/space/{space}/content"
        paged Start
    {
        /// `root` for what stands at the top only; `all` by default.
        depth: String,
        /// What more to answer, such as `page.version`.
        expand: Commas<String>,
    }

    /// Lists what is in the trash of a space.
    fn trash(space: SpaceKey) -> Paged<Content> = TrashOfSpace("contentsWithType"): GET "/space/{space}/trash"
        paged Cursor
    {
        /// What more to answer, such as `version` or `space`.
        expand: Commas<String>,
    }

    /// Deletes for good what is in the trash of a space.
    fn purge_trash(space: SpaceKey) -> () = PurgeTrash("trash"): DELETE "/space/{space}/trash"

    /// Lists the pages, or the blog posts, of a space.
    fn contents_of_type(space: SpaceKey, kind: ContentType)
        -> Paged<Content> = ContentsOfSpaceOfType("contentsWithType_1"):
        GET "/space/{space}/content/{kind}" paged Start
    {
        /// `root` for what stands at the top only; `all` by default.
        depth: String,
        /// What more to answer, such as `version` or `body.storage`.
        expand: Commas<String>,
    }

    /// Creates the caller's personal space.
    fn create_personal() -> Space = CreatePersonalSpace("createPersonalSpace_1"): POST "/space/personal"
        <- NewPersonalSpace

    /// Creates a space that only the caller may see.
    fn create_private() -> Space = CreatePrivateSpace: POST "/space/_private" <- NewSpace

    /// Lists the spaces that the caller may see.
    fn list() -> Paged<Space> = Spaces: GET "/space" paged Start {
        /// Only these spaces.
        space_key: Vec<SpaceKey>,
        /// Only this space.
        space_key_single: SpaceKey,
        /// Only these spaces, as one value.
        space_keys: Commas<SpaceKey>,
        /// Only these spaces, by number.
        space_id: Vec<SpaceId>,
        /// Only these spaces, by number, as one value.
        space_ids: Commas<SpaceId>,
        /// Only spaces of this kind: `global` or `personal`.
        kind as "type": SpaceType,
        /// Only spaces that are in use, or that are not.
        status: SpaceStatus,
        /// Only spaces with one of these labels.
        label: Vec<String>,
        /// Only spaces with content of these labels.
        content_label: Vec<String>,
        /// Only spaces that the caller starred, or did not.
        favourite: bool,
        /// Only spaces that keep versions by rules of their own, or do not.
        has_retention_policy: bool,
        /// What more to answer, such as `homepage` or `description.plain`.
        expand: Commas<String>,
    }

    /// Creates a space.
    fn create() -> Space = CreateSpace: POST "/space" <- NewSpace

    /// Returns one space.
    fn get(space: SpaceKey) -> Space = GetSpace("space"): GET "/space/{space}" {
        /// What more to answer, such as `homepage` or `description.plain`.
        expand: Commas<String>,
    }

    /// Updates a space.
    fn update(space: SpaceKey) -> Space = UpdateSpace("update_4"): PUT "/space/{space}" <- SpaceUpdate

    /// Deletes a space for good, with everything in it.
    fn delete(space: SpaceKey) -> LongTask = DeleteSpace("delete_5"): DELETE "/space/{space}"

    /// Restores an archived space.
    fn restore(space: SpaceKey) -> () = RestoreSpace("restore"): PUT "/space/{space}/restore"
}
