//! What models want of a schema, and what differs.
