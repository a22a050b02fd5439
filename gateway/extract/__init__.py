"""The texts of documents. It runs in a check process under limits: a document may break or burst whatever opens it."""

from gateway.extract.attachments import with_documents, without_documents
from gateway.extract.documents import texts_of
from gateway.extract.extracted import Extracted

__all__ = ["Extracted", "texts_of", "with_documents", "without_documents"]
